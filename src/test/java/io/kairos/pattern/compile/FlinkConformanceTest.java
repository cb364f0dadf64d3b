package io.kairos.pattern.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.cep.nfa.AfterMatchSkipITCase;
import org.apache.flink.cep.nfa.GreedyITCase;
import org.apache.flink.cep.nfa.GroupITCase;
import org.apache.flink.cep.nfa.IterativeConditionsITCase;
import org.apache.flink.cep.nfa.NFAITCase;
import org.apache.flink.cep.nfa.NFAIterativeConditionTimeContextTest;
import org.apache.flink.cep.nfa.NFAStateAccessTest;
import org.apache.flink.cep.nfa.NFATest;
import org.apache.flink.cep.nfa.NotPatternITCase;
import org.apache.flink.cep.nfa.SameElementITCase;
import org.apache.flink.cep.nfa.TimesOrMoreITCase;
import org.apache.flink.cep.nfa.TimesRangeITCase;
import org.apache.flink.cep.nfa.UntilConditionITCase;
import org.apache.flink.cep.utils.NFATestHarness;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.Result;
import org.junit.runner.manipulation.Filter;

/**
 * Flink's own CEP tests, as released: all that feed an automaton through the harness whose place {@link NFATestHarness}
 * takes, and so feed the compact matcher, through the bytes of a row between every two events.
 */
class FlinkConformanceTest {
    private static final List<Class<?>> CLASSES = List.of(
            AfterMatchSkipITCase.class,
            GreedyITCase.class,
            GroupITCase.class,
            IterativeConditionsITCase.class,
            NFAITCase.class,
            NFAIterativeConditionTimeContextTest.class,
            NFAStateAccessTest.class,
            NFATest.class,
            NotPatternITCase.class,
            SameElementITCase.class,
            TimesOrMoreITCase.class,
            TimesRangeITCase.class,
            UntilConditionITCase.class);

    /** Why a test says nothing about the compact matcher. */
    private enum Reason {
        /** It feeds Flink's automaton past the harness. */
        NEVER_CALLS_THE_HARNESS,
        /** It brings a buffer of Flink's and looks at what is in it; the compact matcher has none. */
        BRINGS_A_SHARED_BUFFER,
        /** Its events go back in time; a player's clock never does. */
        GOES_BACK_IN_TIME
    }

    private static final Map<String, Reason> LEFT_OUT = Map.ofEntries(
            Map.entry("NFAITCase.testLoopClearingWithinFirstAndLast", Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry("NFAITCase.testLoopClearingWithinPreviousAndCurrent", Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry("NFAITCase.testPendingStateMatchesWithinFirstAndLast", Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry("NFAITCase.testPendingStateMatchesWithinPreviousAndCurrent", Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry("NFAITCase.testSharedBufferClearing", Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry(
                    "NFAITCase.testSimplePatternWithTimeoutHandlingWithinFirstAndLast", Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry(
                    "NFAITCase.testSimplePatternWithTimeoutHandlingWithinPreviousAndCurrent",
                    Reason.NEVER_CALLS_THE_HARNESS),
            Map.entry("AfterMatchSkipITCase.testSharedBufferIsProperlyCleared", Reason.BRINGS_A_SHARED_BUFFER),
            Map.entry("NFAStateAccessTest.testComplexBranchingAfterZeroOrMore", Reason.BRINGS_A_SHARED_BUFFER),
            Map.entry("NFAStateAccessTest.testIterativeWithABACPattern", Reason.BRINGS_A_SHARED_BUFFER),
            Map.entry("NotPatternITCase.testIgnoreStateOfTimesWithNotFollowedBy", Reason.GOES_BACK_IN_TIME),
            Map.entry("NotPatternITCase.testTimesWithNotFollowedByAfter", Reason.GOES_BACK_IN_TIME));

    @TestFactory
    Stream<DynamicTest> flinksOwnTestsHoldForTheCompactMatcher() {
        return tests().filter(test -> !LEFT_OUT.containsKey(name(test)))
                .map(test -> dynamicTest(name(test), () -> {
                    long before = NFATestHarness.events();
                    Result result = run(test);
                    if (!result.wasSuccessful()) {
                        throw result.getFailures().get(0).getException();
                    }
                    assertThat(NFATestHarness.events())
                            .as("events that came to a compact matcher")
                            .isGreaterThan(before);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aTestIsLeftOutForTheReasonGivenAndNoOther() {
        return tests().filter(test -> LEFT_OUT.containsKey(name(test)))
                .map(test -> dynamicTest(name(test), () -> {
                    long before = NFATestHarness.events();
                    Result result = run(test);
                    switch (LEFT_OUT.get(name(test))) {
                        case NEVER_CALLS_THE_HARNESS ->
                            assertThat(NFATestHarness.events()).isEqualTo(before);
                        case BRINGS_A_SHARED_BUFFER ->
                            assertThat(result.getFailures().get(0).getException())
                                    .hasMessageContaining("the compact matcher has no TestSharedBuffer");
                        case GOES_BACK_IN_TIME ->
                            assertThat(result.getFailures().get(0).getException())
                                    .hasMessageContaining("a player's clock never goes back");
                    }
                }));
    }

    @Test
    void ofFlinks243TestsTwelveAreLeftOut() {
        assertThat(tests()).hasSize(243);
        assertThat(tests().map(FlinkConformanceTest::name)).containsAll(LEFT_OUT.keySet());
        assertThat(tests().filter(test -> !LEFT_OUT.containsKey(name(test)))).hasSize(231);
    }

    @Test
    void theHarnessIsOursAndTheTestsAreFlinks() {
        assertThat(source(NFATestHarness.class)).isEqualTo(source(FlinkConformanceTest.class));
        assertThat(CLASSES)
                .allSatisfy(in -> assertThat(source(in)).contains("/flink-cep-").endsWith("-tests.jar"));
    }

    private static String source(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private static Stream<Description> tests() {
        return CLASSES.stream()
                .flatMap(in -> leaves(Request.aClass(in).getRunner().getDescription()));
    }

    private static Stream<Description> leaves(Description description) {
        return description.isTest()
                ? Stream.of(description)
                : description.getChildren().stream().flatMap(FlinkConformanceTest::leaves);
    }

    private static String name(Description test) {
        return test.getTestClass().getSimpleName() + "." + test.getMethodName();
    }

    private static Result run(Description test) {
        return new JUnitCore().run(Request.aClass(test.getTestClass()).filterWith(Filter.matchMethodDescription(test)));
    }
}
