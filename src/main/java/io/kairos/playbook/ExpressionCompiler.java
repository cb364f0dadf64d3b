package io.kairos.playbook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import io.kairos.playbook.Rewriter.Rewritten;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles what analysts write: rewritten, parsed and checked by the CEL library, and then turned into closures. */
final class ExpressionCompiler {
    private static final Pattern NO_OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '\\((.*?)\\)'.*", Pattern.DOTALL);

    private final Item item;
    private final Problems problems;

    private ExpressionCompiler(Item item, Problems problems) {
        this.item = item;
        this.problems = problems;
    }

    /** A condition; null if the item is null or something is wrong with it, which is then among the problems. */
    static CompiledExpression condition(Item item, Environment environment, Problems problems) {
        return compile(item, environment, ValueType.BOOLEAN, problems);
    }

    /** A value; null as for a condition. */
    static CompiledExpression value(Item item, Environment environment, Problems problems) {
        return compile(item, environment, null, problems);
    }

    static CompiledExpression compile(Item item, Environment environment, ValueType expected, Problems problems) {
        if (item == null || item.isBad()) {
            return null;
        }
        try {
            return new ExpressionCompiler(item, problems).compile(environment, expected);
        } catch (StackOverflowError e) {
            problems.add(item, "the expression is nested too deeply", "split it up");
            return null;
        }
    }

    private CompiledExpression compile(Environment environment, ValueType expected) {
        Rewritten rewritten = Rewriter.rewrite(
                item.text(), environment, (offset, message, hint) -> problems.add(item.spotOf(offset), message, hint));
        if (rewritten == null) {
            return null;
        }
        CelValidationResult result = CelLibrary.compile(rewritten.text());
        if (result.hasError()) {
            // the first mistake of grammar makes the others; those of type are each one's own
            boolean parsed =
                    NO_OVERLOAD.matcher(result.getErrors().get(0).getMessage()).matches();
            for (CelIssue issue :
                    parsed ? result.getErrors() : result.getErrors().subList(0, 1)) {
                int column = Math.max(0, issue.getSourceLocation().getColumn());
                problems.add(place(rewritten, column), readable(issue.getMessage()), hint(issue.getMessage()));
            }
            return null;
        }
        CelAbstractSyntaxTree checked;
        try {
            checked = result.getAst();
        } catch (CelValidationException e) {
            throw new IllegalStateException("an expression without errors has no tree", e);
        }
        ValueType type = type(checked.getResultType());
        if (type == null || expected != null && type != expected) {
            problems.add(
                    item,
                    "this comes to " + words(checked.getResultType().name()) + ", and "
                            + (expected == null ? "a value" : article(expected)) + " belongs here",
                    expected == ValueType.BOOLEAN ? "compare it with something" : null);
            return null;
        }
        if (!listedValuesFit(checked.getExpr(), checked, rewritten)) {
            return null;
        }
        return CompiledExpression.of(item.text(), type, checked, rewritten);
    }

    private Spot place(Rewritten rewritten, int offset) {
        int[] places = rewritten.places();
        if (places.length == 0) {
            return item.spot();
        }
        return item.spotOf(offset < places.length ? places[offset] : places[places.length - 1] + 1);
    }

    /** Whether no listed attribute is compared with a value it never has. */
    private boolean listedValuesFit(CelExpr expression, CelAbstractSyntaxTree checked, Rewritten rewritten) {
        if (expression.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return true;
        }
        boolean fit = true;
        List<CelExpr> of = new ArrayList<>(expression.call().args());
        expression.call().target().ifPresent(of::add);
        switch (expression.call().function()) {
            case "_==_", "_!=_" -> {
                fit = fits(of.get(0), of.get(1), checked, rewritten) && fits(of.get(1), of.get(0), checked, rewritten);
            }
            case "@in" -> {
                if (of.get(1).getKind() == CelExpr.ExprKind.Kind.LIST) {
                    for (CelExpr element : of.get(1).list().elements()) {
                        fit &= fits(of.get(0), element, checked, rewritten);
                    }
                }
            }
            default -> {
                // only comparisons name values
            }
        }
        for (CelExpr part : of) {
            fit &= listedValuesFit(part, checked, rewritten);
        }
        return fit;
    }

    private boolean fits(CelExpr named, CelExpr value, CelAbstractSyntaxTree checked, Rewritten rewritten) {
        if (named.getKind() != CelExpr.ExprKind.Kind.IDENT
                || value.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || value.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return true;
        }
        Variable variable = rewritten.variables().get(named.ident().name());
        String text = value.constant().stringValue();
        if (variable == null || variable.listed().isEmpty() || variable.listed().contains(text)) {
            return true;
        }
        Integer offset = checked.getSource().getPositionsMap().get(value.id());
        problems.add(
                place(rewritten, offset == null ? 0 : offset),
                "'" + text + "' is not among the values there are",
                Suggestion.of(text, variable.listed()));
        return false;
    }

    private static ValueType type(CelType type) {
        return switch (type.kind()) {
            case STRING -> ValueType.STRING;
            case DOUBLE, INT -> ValueType.NUMBER;
            case BOOL -> ValueType.BOOLEAN;
            case TIMESTAMP -> ValueType.TIME;
            case DURATION -> ValueType.DURATION;
            default -> null;
        };
    }

    private static String article(ValueType type) {
        return switch (type) {
            case BOOLEAN -> "a condition";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case TIME -> "a time";
            case DURATION -> "a duration";
        };
    }

    private static String readable(String message) {
        Matcher overload = NO_OVERLOAD.matcher(message);
        if (overload.matches()) {
            String operator = overload.group(1).replaceAll("[_@]", "");
            return "`" + operator + "` does not go with "
                    + words(overload.group(2)).replace(", ", " and ");
        }
        int expecting = message.indexOf(" expecting ");
        return "this is no expression: " + (expecting < 0 ? message : message.substring(0, expecting));
    }

    private static String hint(String message) {
        if (NO_OVERLOAD.matcher(message).matches() && message.matches(".*\\bnull\\b.*")) {
            return "leave it out: what is missing leaves a condition unfulfilled by itself";
        }
        if (message.contains("token recognition error at: '=")) {
            return "compare with ==";
        }
        return message.contains("'_==_'") && message.contains("int") ? "write double(size(x)) == 3" : null;
    }

    private static String words(String types) {
        return types.replace("google.protobuf.Timestamp", "time")
                .replace("google.protobuf.Duration", "duration")
                .replace("timestamp", "time")
                .replace("double", "number")
                .replace("string", "text")
                .replace("bool", "truth")
                .replace("null_type", "null");
    }
}
