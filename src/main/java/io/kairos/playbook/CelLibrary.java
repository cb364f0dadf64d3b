package io.kairos.playbook;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction.Overload;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * The CEL library, set up once. Every expression is compiled in one environment: so many variables of each type, which
 * {@link Rewriter} deals out. Reckoning is {@link Arithmetic} here too.
 */
final class CelLibrary {
    static final int SLOTS = 32;

    private static final Set<Overload.Arithmetic> OURS = EnumSet.of(
            Overload.Arithmetic.ADD_DOUBLE,
            Overload.Arithmetic.SUBTRACT_DOUBLE,
            Overload.Arithmetic.MULTIPLY_DOUBLE,
            Overload.Arithmetic.DIVIDE_DOUBLE,
            Overload.Arithmetic.ADD_DURATION_DURATION,
            Overload.Arithmetic.ADD_DURATION_TIMESTAMP,
            Overload.Arithmetic.ADD_TIMESTAMP_DURATION,
            Overload.Arithmetic.SUBTRACT_DURATION_DURATION,
            Overload.Arithmetic.SUBTRACT_TIMESTAMP_DURATION,
            Overload.Arithmetic.SUBTRACT_TIMESTAMP_TIMESTAMP);
    private static final CelType NUMBER = SimpleType.DOUBLE;
    private static final CelType TIME = SimpleType.TIMESTAMP;
    private static final CelType DURATION = SimpleType.DURATION;
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME = runtime();

    private CelLibrary() {}

    static String slot(ValueType type, int index) {
        return "_" + type.name().toLowerCase(java.util.Locale.ROOT) + index;
    }

    static CelValidationResult compile(String text) {
        return COMPILER.compile(text);
    }

    static CelRuntime.Program program(CelAbstractSyntaxTree checked) {
        try {
            return RUNTIME.createProgram(checked);
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("a checked expression has no program", e);
        }
    }

    private static CelCompiler compiler() {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .filterFunctions((function, overload) -> !OURS.contains(overload))
                        .build())
                .addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(
                                "_+_",
                                declare("plus_number", NUMBER, NUMBER, NUMBER),
                                declare("plus_duration", DURATION, DURATION, DURATION),
                                declare("plus_time_duration", TIME, TIME, DURATION),
                                declare("plus_duration_time", TIME, DURATION, TIME)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "_-_",
                                declare("minus_number", NUMBER, NUMBER, NUMBER),
                                declare("minus_duration", DURATION, DURATION, DURATION),
                                declare("minus_time", DURATION, TIME, TIME),
                                declare("minus_time_duration", TIME, TIME, DURATION)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "_*_",
                                declare("times_number", NUMBER, NUMBER, NUMBER),
                                declare("times_number_duration", DURATION, NUMBER, DURATION),
                                declare("times_duration_number", DURATION, DURATION, NUMBER)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "_/_", declare("divided_number", NUMBER, NUMBER, NUMBER)));
        for (int i = 0; i < SLOTS; i++) {
            for (ValueType type : ValueType.values()) {
                builder.addVar(slot(type, i), type(type));
            }
        }
        return builder.build();
    }

    private static CelRuntime runtime() {
        return CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(
                        numbers("plus_number", (a, b) -> a + b),
                        numbers("minus_number", (a, b) -> a - b),
                        numbers("times_number", (a, b) -> a * b),
                        numbers("divided_number", (a, b) -> a / b),
                        CelFunctionBinding.from(
                                "plus_duration",
                                Duration.class,
                                Duration.class,
                                (a, b) -> duration(Arithmetic.plus(a.toMillis(), b.toMillis()))),
                        CelFunctionBinding.from(
                                "plus_time_duration",
                                Instant.class,
                                Duration.class,
                                (a, b) -> time(Arithmetic.plus(a.toEpochMilli(), b.toMillis()))),
                        CelFunctionBinding.from(
                                "plus_duration_time",
                                Duration.class,
                                Instant.class,
                                (a, b) -> time(Arithmetic.plus(a.toMillis(), b.toEpochMilli()))),
                        CelFunctionBinding.from(
                                "minus_duration",
                                Duration.class,
                                Duration.class,
                                (a, b) -> duration(Arithmetic.minus(a.toMillis(), b.toMillis()))),
                        CelFunctionBinding.from(
                                "minus_time",
                                Instant.class,
                                Instant.class,
                                (a, b) -> duration(Arithmetic.minus(a.toEpochMilli(), b.toEpochMilli()))),
                        CelFunctionBinding.from(
                                "minus_time_duration",
                                Instant.class,
                                Duration.class,
                                (a, b) -> time(Arithmetic.minus(a.toEpochMilli(), b.toMillis()))),
                        CelFunctionBinding.from(
                                "times_number_duration",
                                Double.class,
                                Duration.class,
                                (a, b) -> duration(Arithmetic.times(a, b.toMillis()))),
                        CelFunctionBinding.from(
                                "times_duration_number",
                                Duration.class,
                                Double.class,
                                (a, b) -> duration(Arithmetic.times(b, a.toMillis()))))
                .build();
    }

    private interface Binary {
        double of(double a, double b);
    }

    private static CelFunctionBinding numbers(String overload, Binary operation) {
        return CelFunctionBinding.from(overload, Double.class, Double.class, (a, b) -> {
            double result = operation.of(a, b);
            if (!Double.isFinite(result)) {
                throw unknown();
            }
            return result;
        });
    }

    private static Duration duration(long millis) throws CelEvaluationException {
        if (millis == Arithmetic.UNKNOWN) {
            throw unknown();
        }
        return Duration.ofMillis(millis);
    }

    private static Instant time(long millis) throws CelEvaluationException {
        if (millis == Arithmetic.UNKNOWN) {
            throw unknown();
        }
        return Instant.ofEpochMilli(millis);
    }

    private static CelEvaluationException unknown() {
        return new CelEvaluationException("no finite result");
    }

    private static CelOverloadDecl declare(String id, CelType result, CelType... arguments) {
        return CelOverloadDecl.newGlobalOverload(id, result, arguments);
    }

    private static CelType type(ValueType type) {
        return switch (type) {
            case STRING -> SimpleType.STRING;
            case NUMBER -> NUMBER;
            case BOOLEAN -> SimpleType.BOOL;
            case TIME -> TIME;
            case DURATION -> DURATION;
        };
    }
}
