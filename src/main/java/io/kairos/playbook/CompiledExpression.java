package io.kairos.playbook;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.kairos.playbook.Rewriter.Rewritten;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** An expression that runs as closures, or by the library where the closures do not reach. */
final class CompiledExpression implements Expression {
    /** Runs it; the result is as {@link ValueType} says, null if unknown. */
    private interface Run {
        Object value(Scope scope);

        /** NaN if unknown or no number. */
        default double number(Scope scope) {
            return value(scope) instanceof Number number ? number.doubleValue() : Double.NaN;
        }
    }

    /** A number on its way to somebody who wants no object. */
    private record NumberRun(Closures.Number code) implements Run {
        @Override
        public Object value(Scope scope) {
            double value = code.of(scope);
            return value != value ? null : (Object) value;
        }

        @Override
        public double number(Scope scope) {
            return code.of(scope);
        }
    }

    private final String source;
    private final String canonical;
    private final String line;
    private final ValueType type;
    private final Map<String, Variable> variables;
    private final Map<String, Variable> named;
    private final Closures.Condition condition;
    private final Run run;
    private final boolean closures;
    private final Set<String> features;
    private final Set<String> tags;
    private final Set<String> aliases;

    private CompiledExpression(
            String source,
            ValueType type,
            Rewritten rewritten,
            Closures.Condition condition,
            Run run,
            boolean closures) {
        this.source = source;
        this.line = source.strip().replaceAll("\\s+", " ");
        this.type = type;
        this.variables = rewritten.variables();
        this.named = rewritten.named();
        this.canonical = rewritten.canonical();
        this.condition = condition;
        this.run = run;
        this.closures = closures;
        this.features = uses(Variable.Use::feature);
        this.tags = uses(Variable.Use::tag);
        this.aliases = uses(Variable.Use::alias);
    }

    static CompiledExpression of(String source, ValueType type, CelAbstractSyntaxTree checked, Rewritten rewritten) {
        try {
            Closures.Code code = Closures.of(checked, rewritten.variables());
            Closures.Condition condition = code instanceof Closures.Condition yes ? yes : null;
            return new CompiledExpression(source, type, rewritten, condition, run(code), true);
        } catch (Closures.NotCovered e) {
            return byLibrary(source, type, checked, rewritten);
        }
    }

    /** The same expression as the library runs it. */
    static CompiledExpression byLibrary(
            String source, ValueType type, CelAbstractSyntaxTree checked, Rewritten rewritten) {
        CelRuntime.Program program = CelLibrary.program(checked);
        Run run = scope -> evaluate(program, rewritten.variables(), scope);
        return new CompiledExpression(source, type, rewritten, null, run, false);
    }

    private static Run run(Closures.Code code) {
        if (code instanceof Closures.Number number) {
            return new NumberRun(number);
        } else if (code instanceof Closures.Millis millis) {
            return scope -> {
                long value = millis.of(scope);
                return value == Arithmetic.UNKNOWN ? null : (Object) value;
            };
        } else if (code instanceof Closures.Text text) {
            return text::of;
        }
        Closures.Condition condition = (Closures.Condition) code;
        return scope -> switch (condition.of(scope)) {
            case TRUE -> Boolean.TRUE;
            case FALSE -> Boolean.FALSE;
            case UNKNOWN -> null;
        };
    }

    private static Object evaluate(CelRuntime.Program program, Map<String, Variable> variables, Scope scope) {
        Object result;
        try {
            result = program.eval(
                    name -> Optional.ofNullable(variables.get(name)).map(known -> asCel(known, scope)));
        } catch (CelEvaluationException | ArithmeticException e) {
            return null;
        }
        if (result instanceof Double number) {
            return Double.isFinite(number) ? number : null;
        } else if (result instanceof Long whole) {
            return whole.doubleValue();
        } else if (result instanceof Duration duration) {
            return duration.toMillis();
        } else if (result instanceof Instant time) {
            return time.toEpochMilli();
        }
        return result instanceof Boolean || result instanceof String ? result : null;
    }

    private static Object asCel(Variable variable, Scope scope) {
        Object value = variable.source().read(scope);
        return switch (variable.type()) {
            case STRING -> Variable.text(value);
            case NUMBER -> {
                double number = Variable.number(value);
                yield number != number ? null : (Object) number;
            }
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case TIME ->
                value instanceof Long millis && millis != Arithmetic.UNKNOWN ? Instant.ofEpochMilli(millis) : null;
            case DURATION ->
                value instanceof Long millis && millis != Arithmetic.UNKNOWN ? Duration.ofMillis(millis) : null;
        };
    }

    private Set<String> uses(Function<Variable.Use, String> what) {
        Set<String> used = new TreeSet<>();
        for (Variable variable : variables.values()) {
            String name = what.apply(variable.use());
            if (name != null) {
                used.add(name);
            }
        }
        return Collections.unmodifiableSet(used);
    }

    boolean runsAsClosures() {
        return closures;
    }

    Map<String, Variable> variables() {
        return variables;
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public String canonical() {
        return canonical;
    }

    @Override
    public ValueType type() {
        return type;
    }

    @Override
    public Truth test(Scope scope) {
        Truth truth = condition != null
                ? condition.of(scope)
                : run.value(scope) instanceof Boolean yes ? Arithmetic.truth(yes) : Truth.UNKNOWN;
        if (truth == Truth.UNKNOWN) {
            scope.unknown(line);
        }
        return truth;
    }

    @Override
    public Object value(Scope scope) {
        return run.value(scope);
    }

    @Override
    public double number(Scope scope) {
        return run.number(scope);
    }

    @Override
    public Map<String, Object> operands(Scope scope) {
        Map<String, Object> operands = new LinkedHashMap<>();
        named.forEach((name, variable) -> operands.put(name, variable.source().read(scope)));
        return operands;
    }

    @Override
    public Set<String> features() {
        return features;
    }

    @Override
    public Set<String> tags() {
        return tags;
    }

    @Override
    public Set<String> aliases() {
        return aliases;
    }

    @Override
    public List<Necessary> necessary() {
        return condition == null ? List.of() : condition.necessary();
    }

    @Override
    public String toString() {
        return source;
    }
}
