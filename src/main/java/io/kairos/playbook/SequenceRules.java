package io.kairos.playbook;

import io.kairos.playbook.Step.No;
import io.kairos.playbook.Step.Take;
import io.kairos.playbook.Step.Wait;
import java.util.List;

/** What no sequence may be. */
final class SequenceRules {
    /** Told what is right and not supported yet. */
    interface Refusals {
        void add(Item at, String what);
    }

    private final Problems problems;
    private final Item pattern;
    private final List<Step> steps;
    private final List<Item> items;
    private final Long within;

    SequenceRules(Problems problems, Item pattern, List<Step> steps, Long within) {
        this.problems = problems;
        this.pattern = pattern;
        this.steps = steps;
        this.items = pattern.get("sequence").list();
        this.within = within;
    }

    void check(Refusals refusals) {
        if (steps.isEmpty()) {
            problems.add(
                    pattern.get("sequence"), "the sequence is empty", "begin with the event to wait for: - on: bet");
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof No silence) {
                silence(i, silence, refusals);
            } else if (steps.get(i) instanceof Take take) {
                take(i, take);
            }
        }
    }

    private void silence(int i, No silence, Refusals refusals) {
        Item item = items.get(i);
        boolean last = i == steps.size() - 1;
        if (i == 0) {
            problems.add(
                    item,
                    last ? "`no` is the only step" : "`no` is the first step",
                    "a silence begins with an event: put the step it follows before it");
            return;
        }
        if (steps.get(i - 1) instanceof No) {
            problems.add(item, "two `no` follow each other", "write one with both: no: [a, b]");
        }
        if (last && silence.lasting() == null && !item.has("for") && !item.has("by")) {
            problems.add(item, "the last `no` has neither `for` nor `by`", "say how long the silence lasts: for: 30s");
        }
        if (!last && silence.orUntil() != null) {
            problems.add(
                    item.key("or_until"),
                    "`or_until` goes with the last `no` only",
                    "write the event as a step of its own");
        }
        long least = silence.lasting() instanceof Wait.For wait
                ? wait.millis()
                : silence.lasting() instanceof Wait.Relative relative ? relative.atLeast() : 0;
        if (within != null && least >= within) {
            problems.add(
                    item.get("for"),
                    "the silence lasts " + Durations.text(least) + ", and the whole pattern takes less than "
                            + Durations.text(within),
                    "make `within` of the pattern longer than `for`");
        }
        if (!last && steps.get(i + 1) instanceof Take next && next.within() != null && least >= next.within()) {
            problems.add(
                    item.get("for"),
                    "the silence lasts " + Durations.text(least) + ", and the step after it comes within "
                            + Durations.text(next.within()),
                    "make `within` of that step longer than `for`");
        }
        if (!last && steps.get(i - 1) instanceof Take before && before.atLeast() != before.atMost()) {
            refusals.add(item, "a `no` in the middle directly after a step of varying `times` is not supported yet");
        }
    }

    private void take(int i, Take take) {
        Item item = items.get(i);
        boolean last = i == steps.size() - 1;
        if (take.optional() && (i == 0 || last || steps.get(i + 1) instanceof No)) {
            problems.add(
                    item.key("optional"),
                    "an optional step is " + (i == 0 ? "the first" : last ? "the last" : "directly before a `no`"),
                    "it may stand between two events only");
        }
        if (take.atMost() < take.atLeast()) {
            problems.add(item.get("times"), "`at_most` is less than `at_least`", null);
        } else if (take.atMost() == Take.UNBOUNDED && take.within() == null && within == null) {
            problems.add(
                    item.get("times"),
                    "`times` is open-ended and there is no `within`",
                    "say within which time: within: 10m");
        } else if (take.atLeast() > PatternReader.MOST_TIMES
                || take.atMost() != Take.UNBOUNDED && take.atMost() > PatternReader.MOST_TIMES) {
            problems.add(
                    item.get("times"),
                    "a step comes at most " + PatternReader.MOST_TIMES + " times",
                    "count more with a feature");
        }
    }
}
