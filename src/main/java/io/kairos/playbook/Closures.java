package io.kairos.playbook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A checked expression as Java closures, typed so that nothing is boxed on the way. */
final class Closures {
    /** Thrown where an expression uses what only the library knows. */
    static final class NotCovered extends Exception {
        private static final long serialVersionUID = 1L;

        NotCovered(String what) {
            super(what, null, false, false);
        }
    }

    /** One part of an expression. */
    sealed interface Code permits Number, Millis, Text, Condition {}

    /** A number; NaN if unknown. */
    non-sealed interface Number extends Code {
        double of(Scope scope);
    }

    /** A time or a duration; {@link Arithmetic#UNKNOWN} if unknown. */
    non-sealed interface Millis extends Code {
        long of(Scope scope);
    }

    /** A text; null if unknown. */
    non-sealed interface Text extends Code {
        String of(Scope scope);
    }

    /** A condition. */
    non-sealed interface Condition extends Code {
        Truth of(Scope scope);

        default Condition negated() {
            return scope -> {
                Truth truth = of(scope);
                return truth == Truth.UNKNOWN ? truth : truth == Truth.TRUE ? Truth.FALSE : Truth.TRUE;
            };
        }

        /** Where one of these is known not to be so, the condition is false. */
        default List<Necessary> necessary() {
            return List.of();
        }
    }

    /** All of some conditions. */
    private interface And extends Condition {
        Condition[] all();

        @Override
        default List<Necessary> necessary() {
            return Stream.of(all())
                    .flatMap(condition -> condition.necessary().stream())
                    .toList();
        }
    }

    private record Both(Condition a, Condition b) implements And {
        @Override
        public Condition[] all() {
            return new Condition[] {a, b};
        }

        @Override
        public Truth of(Scope scope) {
            Truth first = a.of(scope);
            if (first == Truth.FALSE) {
                return first;
            }
            Truth second = b.of(scope);
            return first == Truth.TRUE || second == Truth.FALSE ? second : first;
        }
    }

    private record Each(Condition[] all) implements And {
        @Override
        public Truth of(Scope scope) {
            Truth result = Truth.TRUE;
            for (Condition condition : all) {
                Truth truth = condition.of(scope);
                if (truth == Truth.FALSE) {
                    return truth;
                }
                result = truth == Truth.UNKNOWN ? truth : result;
            }
            return result;
        }
    }

    private record ConstantNumber(double number) implements Number {
        @Override
        public double of(Scope scope) {
            return number;
        }
    }

    private record ConstantText(String text) implements Text {
        @Override
        public String of(Scope scope) {
            return text;
        }
    }

    private final CelAbstractSyntaxTree checked;
    private final Map<String, Variable> variables;

    private Closures(CelAbstractSyntaxTree checked, Map<String, Variable> variables) {
        this.checked = checked;
        this.variables = variables;
    }

    static Code of(CelAbstractSyntaxTree checked, Map<String, Variable> variables) throws NotCovered {
        return new Closures(checked, variables).code(checked.getExpr());
    }

    private Code code(CelExpr expression) throws NotCovered {
        return switch (expression.getKind()) {
            case CONSTANT -> constant(expression.constant());
            case IDENT -> variable(expression.ident().name());
            case CALL -> call(expression.call());
            case NOT_SET, SELECT, LIST, STRUCT, MAP, COMPREHENSION ->
                throw new NotCovered(expression.getKind().name());
        };
    }

    private static Code constant(CelConstant constant) throws NotCovered {
        return switch (constant.getKind()) {
            case DOUBLE_VALUE -> new ConstantNumber(constant.doubleValue());
            case STRING_VALUE -> new ConstantText(constant.stringValue());
            case BOOLEAN_VALUE -> {
                Truth truth = Arithmetic.truth(constant.booleanValue());
                yield (Condition) scope -> truth;
            }
            case NOT_SET, NULL_VALUE, INT64_VALUE, UINT64_VALUE, BYTES_VALUE, DURATION_VALUE, TIMESTAMP_VALUE ->
                throw new NotCovered(constant.getKind().name());
        };
    }

    private Code variable(String name) throws NotCovered {
        Variable variable = variables.get(name);
        if (variable == null) {
            throw new NotCovered(name);
        }
        Variable.Source source = variable.source();
        return switch (variable.type()) {
            case STRING ->
                source instanceof Variable.OfEvent own ? new EventClosures.Text(own.reader()) : (Text) source::text;
            case NUMBER ->
                source instanceof Variable.OfEvent own
                        ? new EventClosures.Number(own.reader())
                        : (Number) source::number;
            case BOOLEAN ->
                source instanceof Variable.OfEvent own
                        ? new EventClosures.Flag(own.reader())
                        : (Condition) source::truth;
            case TIME, DURATION -> (Millis) source::millis;
        };
    }

    private Code call(CelExpr.CelCall call) throws NotCovered {
        if (call.target().isPresent()) {
            throw new NotCovered(call.function());
        }
        List<CelExpr> of = call.args();
        return switch (call.function()) {
            case "_&&_" -> and(conditions(call));
            case "_||_" -> or(conditions(call));
            case "!_" -> condition(of.get(0)).negated();
            case "_?_:_" -> choice(condition(of.get(0)), code(of.get(1)), code(of.get(2)));
            case "_==_" -> equal(code(of.get(0)), code(of.get(1)));
            case "_!=_" -> equal(code(of.get(0)), code(of.get(1))).negated();
            case "_<_" -> less(code(of.get(0)), code(of.get(1)));
            case "_>_" -> less(code(of.get(1)), code(of.get(0)));
            case "_<=_" -> lessOrEqual(code(of.get(0)), code(of.get(1)));
            case "_>=_" -> lessOrEqual(code(of.get(1)), code(of.get(0)));
            case "_+_" -> plus(code(of.get(0)), code(of.get(1)));
            case "_-_" -> minus(code(of.get(0)), code(of.get(1)));
            case "_*_" -> times(code(of.get(0)), code(of.get(1)));
            case "_/_" -> divided(code(of.get(0)), code(of.get(1)));
            case "-_" -> negated(code(of.get(0)));
            case "@in" -> in(code(of.get(0)), of.get(1));
            default -> throw new NotCovered(call.function());
        };
    }

    private Condition condition(CelExpr expression) throws NotCovered {
        if (code(expression) instanceof Condition condition) {
            return condition;
        }
        throw new NotCovered("a condition of no certain type");
    }

    /** The operands of a call; those of the same call among them in its place. */
    private Condition[] conditions(CelExpr.CelCall call) throws NotCovered {
        List<Condition> conditions = new ArrayList<>();
        for (CelExpr operand : call.args()) {
            if (operand.getKind() == CelExpr.ExprKind.Kind.CALL
                    && operand.call().function().equals(call.function())) {
                conditions.addAll(List.of(conditions(operand.call())));
            } else {
                conditions.add(condition(operand));
            }
        }
        return conditions.toArray(Condition[]::new);
    }

    private static Condition and(Condition[] all) {
        return all.length == 2 ? new Both(all[0], all[1]) : new Each(all);
    }

    private static Condition or(Condition[] all) {
        if (all.length == 2) {
            Condition a = all[0];
            Condition b = all[1];
            return scope -> {
                Truth first = a.of(scope);
                if (first == Truth.TRUE) {
                    return first;
                }
                Truth second = b.of(scope);
                return first == Truth.FALSE || second == Truth.TRUE ? second : first;
            };
        }
        return scope -> {
            Truth result = Truth.FALSE;
            for (Condition condition : all) {
                Truth truth = condition.of(scope);
                if (truth == Truth.TRUE) {
                    return truth;
                }
                result = truth == Truth.UNKNOWN ? truth : result;
            }
            return result;
        };
    }

    private static Code choice(Condition condition, Code yes, Code no) throws NotCovered {
        if (yes instanceof Number a && no instanceof Number b) {
            return (Number) scope -> switch (condition.of(scope)) {
                case TRUE -> a.of(scope);
                case FALSE -> b.of(scope);
                case UNKNOWN -> Double.NaN;
            };
        } else if (yes instanceof Millis a && no instanceof Millis b) {
            return (Millis) scope -> switch (condition.of(scope)) {
                case TRUE -> a.of(scope);
                case FALSE -> b.of(scope);
                case UNKNOWN -> Arithmetic.UNKNOWN;
            };
        } else if (yes instanceof Text a && no instanceof Text b) {
            return (Text) scope -> switch (condition.of(scope)) {
                case TRUE -> a.of(scope);
                case FALSE -> b.of(scope);
                case UNKNOWN -> null;
            };
        } else if (yes instanceof Condition a && no instanceof Condition b) {
            return (Condition) scope -> switch (condition.of(scope)) {
                case TRUE -> a.of(scope);
                case FALSE -> b.of(scope);
                case UNKNOWN -> Truth.UNKNOWN;
            };
        }
        throw new NotCovered("a choice between different types");
    }

    private static Condition equal(Code left, Code right) throws NotCovered {
        if (left instanceof EventClosures.Number a && right instanceof ConstantNumber b) {
            return a.is(b.number());
        } else if (left instanceof EventClosures.Text a && right instanceof ConstantText b) {
            return a.is(b.text());
        } else if (left instanceof ConstantNumber || left instanceof ConstantText) {
            if (!(right instanceof ConstantNumber || right instanceof ConstantText)) {
                return equal(right, left);
            }
        }
        if (left instanceof Number a && right instanceof Number b) {
            return scope -> {
                double x = a.of(scope);
                double y = b.of(scope);
                return x != x || y != y ? Truth.UNKNOWN : Arithmetic.truth(x == y);
            };
        } else if (left instanceof Millis a && right instanceof Millis b) {
            return scope -> {
                long x = a.of(scope);
                long y = b.of(scope);
                return x == Arithmetic.UNKNOWN || y == Arithmetic.UNKNOWN ? Truth.UNKNOWN : Arithmetic.truth(x == y);
            };
        } else if (left instanceof Text a && right instanceof Text b) {
            return scope -> {
                String x = a.of(scope);
                String y = b.of(scope);
                return x == null || y == null ? Truth.UNKNOWN : Arithmetic.truth(x.equals(y));
            };
        } else if (left instanceof Condition a && right instanceof Condition b) {
            return scope -> {
                Truth x = a.of(scope);
                Truth y = b.of(scope);
                return x == Truth.UNKNOWN || y == Truth.UNKNOWN ? Truth.UNKNOWN : Arithmetic.truth(x == y);
            };
        }
        throw new NotCovered("a comparison of different types");
    }

    private static Condition less(Code left, Code right) throws NotCovered {
        if (left instanceof EventClosures.Number a && right instanceof ConstantNumber b) {
            return a.below(b.number());
        } else if (left instanceof ConstantNumber a && right instanceof EventClosures.Number b) {
            return b.above(a.number());
        } else if (left instanceof Number a && right instanceof Number b) {
            return scope -> {
                double x = a.of(scope);
                double y = b.of(scope);
                return x != x || y != y ? Truth.UNKNOWN : Arithmetic.truth(x < y);
            };
        } else if (left instanceof Millis a && right instanceof Millis b) {
            return scope -> {
                long x = a.of(scope);
                long y = b.of(scope);
                return x == Arithmetic.UNKNOWN || y == Arithmetic.UNKNOWN ? Truth.UNKNOWN : Arithmetic.truth(x < y);
            };
        }
        throw new NotCovered("an order of texts or truths");
    }

    /** {@code a <= b} is {@code !(b < a)}, the unknown staying unknown. */
    private static Condition lessOrEqual(Code left, Code right) throws NotCovered {
        return less(right, left).negated();
    }

    private static Code plus(Code left, Code right) throws NotCovered {
        if (left instanceof Number a && right instanceof Number b) {
            return (Number) scope -> Arithmetic.finite(a.of(scope) + b.of(scope));
        } else if (left instanceof Millis a && right instanceof Millis b) {
            return (Millis) scope -> Arithmetic.plus(a.of(scope), b.of(scope));
        } else if (left instanceof Text a && right instanceof Text b) {
            return (Text) scope -> {
                String x = a.of(scope);
                String y = b.of(scope);
                return x == null || y == null ? null : x + y;
            };
        }
        throw new NotCovered("a sum of other things");
    }

    private static Code minus(Code left, Code right) throws NotCovered {
        if (left instanceof Number a && right instanceof Number b) {
            return (Number) scope -> Arithmetic.finite(a.of(scope) - b.of(scope));
        } else if (left instanceof Millis a && right instanceof Millis b) {
            return (Millis) scope -> Arithmetic.minus(a.of(scope), b.of(scope));
        }
        throw new NotCovered("a difference of other things");
    }

    private static Code times(Code left, Code right) throws NotCovered {
        if (left instanceof Number a && right instanceof Number b) {
            return (Number) scope -> Arithmetic.finite(a.of(scope) * b.of(scope));
        } else if (left instanceof Number a && right instanceof Millis b) {
            return (Millis) scope -> Arithmetic.times(a.of(scope), b.of(scope));
        } else if (left instanceof Millis a && right instanceof Number b) {
            return (Millis) scope -> Arithmetic.times(b.of(scope), a.of(scope));
        }
        throw new NotCovered("a product of other things");
    }

    private static Code divided(Code left, Code right) throws NotCovered {
        if (left instanceof Number a && right instanceof Number b) {
            return (Number) scope -> Arithmetic.finite(a.of(scope) / b.of(scope));
        }
        throw new NotCovered("a quotient of other things");
    }

    private static Code negated(Code code) throws NotCovered {
        if (code instanceof Number a) {
            return (Number) scope -> -a.of(scope);
        }
        throw new NotCovered("minus something else");
    }

    private static boolean isText(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    private Condition in(Code value, CelExpr list) throws NotCovered {
        if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw new NotCovered("in something else than a list");
        }
        List<CelExpr> elements = list.list().elements();
        if (elements.isEmpty()) {
            throw new NotCovered("an empty list");
        }
        if (value instanceof Text text && elements.stream().allMatch(Closures::isText)) {
            Set<String> texts = elements.stream()
                    .map(element -> element.constant().stringValue())
                    .collect(Collectors.toUnmodifiableSet());
            if (text instanceof EventClosures.Text own) {
                return own.isOneOf(texts);
            }
            return scope -> {
                String found = text.of(scope);
                return found == null ? Truth.UNKNOWN : Arithmetic.truth(texts.contains(found));
            };
        }
        List<Condition> equals = new ArrayList<>();
        for (CelExpr element : elements) {
            CelKind kind = checked.getTypeOrThrow(element.id()).kind();
            if (kind == CelKind.DYN) {
                throw new NotCovered("a list of different types");
            }
            equals.add(equal(value, code(element)));
        }
        Condition[] any = equals.toArray(Condition[]::new);
        return scope -> {
            Truth result = Truth.FALSE;
            for (Condition condition : any) {
                switch (condition.of(scope)) {
                    case UNKNOWN -> {
                        return Truth.UNKNOWN;
                    }
                    case TRUE -> result = Truth.TRUE;
                    case FALSE -> {}
                }
            }
            return result;
        };
    }
}
