package io.kairos.pattern;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The moments of a pattern by the letter of the design, from the whole stream at once: every way to lay the steps over
 * the events is tried, and of each it is asked whether it is allowed. It is no automaton and remembers nothing.
 */
final class ReferenceMatcher {
    private final Pattern pattern;
    private final List<Step> steps;
    private final Vocabulary vocabulary;
    private final List<PlayerEvent> events;
    private final List<Laid> complete = new ArrayList<>();

    /** An event, by its place in the stream, laid under a step. */
    private record Taken(int event, int step) {}

    private record Laid(List<Taken> taken) {
        int first() {
            return taken.get(0).event();
        }

        int last() {
            return taken.get(taken.size() - 1).event();
        }

        boolean begins(Laid longer) {
            return longer.taken.size() > taken.size()
                    && longer.taken.subList(0, taken.size()).equals(taken);
        }
    }

    /** A moment; at an event ({@code event} is its place) or at a deadline, which comes before the events of its time. */
    private record Moment(Laid laid, long time, int event) {
        static final int AT_DEADLINE = -1;

        boolean isTogetherWith(Moment other) {
            return time == other.time && event == other.event;
        }
    }

    ReferenceMatcher(Pattern pattern, Vocabulary vocabulary, List<PlayerEvent> events) {
        this.pattern = pattern;
        this.steps = pattern.sequence();
        this.vocabulary = vocabulary;
        this.events = events;
    }

    List<String> moments() {
        lay(List.of());
        complete.sort(ReferenceMatcher::whichBeganFirst);
        onlyLongest(complete, (one, other) -> one.first() == other.first() && one.last() == other.last(), laid -> laid);
        List<Moment> moments = new ArrayList<>();
        complete.forEach(laid -> addMoment(laid, moments));
        moments.sort(Comparator.comparingLong(Moment::time)
                .thenComparingInt(Moment::event)
                .thenComparing(Moment::laid, ReferenceMatcher::whichBeganFirst));
        onlyLongest(
                moments,
                (one, other) -> one.isTogetherWith(other)
                        && one.laid().first() == other.laid().first(),
                Moment::laid);
        List<Moment> counted = new ArrayList<>();
        for (Moment moment : moments) {
            if (pattern.afterMatch() == Pattern.AfterMatch.OVERLAP
                    || counted.stream().noneMatch(winner -> drops(winner, moment))) {
                counted.add(moment);
            }
        }
        return counted.stream()
                .map(moment -> moment.time() + " "
                        + moment.laid().taken().stream()
                                .map(taken -> events.get(taken.event()).eventId())
                                .collect(Collectors.joining("+")))
                .toList();
    }

    /** Of rivals the longest, and of equally long ones the first. */
    private static <T> void onlyLongest(List<T> all, BiPredicate<T, T> rivals, Function<T, Laid> laid) {
        List<T> longest = new ArrayList<>();
        for (T one : all) {
            int size = laid.apply(one).taken().size();
            if (all.stream()
                            .noneMatch(other -> rivals.test(one, other)
                                    && laid.apply(other).taken().size() > size)
                    && longest.stream().noneMatch(other -> rivals.test(one, other))) {
                longest.add(one);
            }
        }
        all.retainAll(longest);
    }

    private static int whichBeganFirst(Laid one, Laid other) {
        for (int i = 0; i < Math.min(one.taken().size(), other.taken().size()); i++) {
            int order = Integer.compare(
                    one.taken().get(i).event(), other.taken().get(i).event());
            if (order != 0) {
                return order;
            }
        }
        for (int i = 0; i < Math.min(one.taken().size(), other.taken().size()); i++) {
            int order = Integer.compare(
                    one.taken().get(i).step(), other.taken().get(i).step());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private long time(int event) {
        return events.get(event).at();
    }

    private void lay(List<Taken> taken) {
        if (taken.isEmpty()) {
            for (int i = 0; i < events.size(); i++) {
                if (fits(0, 0, taken, i)) {
                    lay(List.of(new Taken(i, 0)));
                }
            }
            return;
        }
        int step = taken.get(taken.size() - 1).step();
        int repetitions = repetitions(taken).size();
        Step.Take take = (Step.Take) steps.get(step);
        boolean mayRepeat = repetitions < take.atMost();
        if (mayRepeat) {
            layNext(taken, step, repetitions, List.of());
        }
        if (repetitions < take.atLeast()) {
            return;
        }
        List<Integer> passedOver = new ArrayList<>();
        int next = step + 1;
        for (; next < steps.size(); next++) {
            if (steps.get(next) instanceof Step.Take following) {
                List<int[]> rivals = new ArrayList<>();
                if (mayRepeat) {
                    rivals.add(new int[] {step, repetitions});
                }
                passedOver.forEach(optional -> rivals.add(new int[] {optional, 0}));
                layNext(taken, next, 0, rivals);
                if (!following.optional()) {
                    return;
                }
                passedOver.add(next);
            }
        }
        complete.add(new Laid(taken));
    }

    /** The first event that fits, if nothing before it forbids and no rival that takes all it can takes one. */
    private void layNext(List<Taken> taken, int step, int repetition, List<int[]> rivals) {
        List<int[]> alive = new ArrayList<>(rivals);
        for (int i = taken.get(taken.size() - 1).event() + 1; i < events.size(); i++) {
            int event = i;
            if (fits(step, repetition, taken, event)) {
                List<Taken> longer = new ArrayList<>(taken);
                longer.add(new Taken(event, step));
                lay(longer);
                return;
            }
            if (forbids(step, repetition, taken, event)
                    || alive.stream().anyMatch(rival -> fits(rival[0], rival[1], taken, event))) {
                return;
            }
            alive.removeIf(rival -> forbids(rival[0], rival[1], taken, event));
        }
    }

    private List<Taken> repetitions(List<Taken> taken) {
        int step = taken.get(taken.size() - 1).step();
        return taken.stream().filter(one -> one.step() == step).toList();
    }

    private boolean fits(int step, int repetition, List<Taken> taken, int event) {
        Step.Take take = (Step.Take) steps.get(step);
        PlayerEvent now = events.get(event);
        if (!take.on().selects(now, scope(taken, event)) || !isOfTheSame(pattern.same(), taken, now)) {
            return false;
        }
        List<Taken> ofStep = repetition == 0 ? List.of() : repetitions(taken);
        if (!isOfTheSame(take.same(), ofStep, now)) {
            return false;
        }
        if (take.different() != null) {
            Object value = now.attributes().get(take.different());
            if (value == null
                    || ofStep.stream()
                            .anyMatch(one -> value.equals(
                                    events.get(one.event()).attributes().get(take.different())))) {
                return false;
            }
        }
        if (taken.isEmpty()) {
            return true;
        }
        if (pattern.within() != null && time(event) - time(taken.get(0).event()) >= pattern.within()) {
            return false;
        }
        if (take.within() != null) {
            long since = time(taken.get(0).event());
            for (Taken one : taken) {
                since = one.step() < step ? time(one.event()) : since;
            }
            if (time(event) - since >= take.within()) {
                return false;
            }
        }
        Taken last = taken.get(taken.size() - 1);
        for (int i = last.step() + 1; i < step; i++) {
            if (steps.get(i) instanceof Step.No no
                    && no.lasting() instanceof Step.Wait.For wait
                    && time(event) - time(last.event()) < wait.millis()) {
                return false;
            }
        }
        return true;
    }

    private boolean forbids(int step, int repetition, List<Taken> taken, int event) {
        Step.Take take = (Step.Take) steps.get(step);
        PlayerEvent now = events.get(event);
        Scope scope = scope(taken, event);
        if (!isOfTheSame(pattern.same(), taken, now)) {
            return false;
        }
        if (take.immediately() && vocabulary.type(now.type()).byPlayer()) {
            return true;
        }
        if (repetition > 0) {
            boolean ownType = take.on().hasType(now.type());
            boolean breaks = take.brokenBy() != null && take.brokenBy().selects(now, scope)
                    || take.inARow() && ownType && !take.on().selects(now, scope);
            return breaks && isOfTheSame(take.same(), repetitions(taken), now);
        }
        for (int i = taken.get(taken.size() - 1).step() + 1; i < step; i++) {
            if (steps.get(i) instanceof Step.No no && no.what().selects(now, scope)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfTheSame(List<String> fields, List<Taken> taken, PlayerEvent event) {
        for (String field : fields) {
            if (vocabulary.declares(event.type(), field)) {
                Object value = event.attributes().get(field);
                Object other = valueOf(field, taken);
                if (value == null || other != null && !other.equals(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    private Object valueOf(String field, List<Taken> taken) {
        return taken.stream()
                .map(one -> events.get(one.event()).attributes().get(field))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Scope scope(List<Taken> taken, int event) {
        return new Play.PlayScope(
                events.get(event),
                time(event),
                Map.of(),
                alias -> taken.stream()
                        .filter(one -> alias.equals(((Step.Take) steps.get(one.step())).alias()))
                        .map(one -> events.get(one.event()))
                        .toList());
    }

    private void addMoment(Laid laid, List<Moment> moments) {
        Step.No silence = pattern.finalSilence();
        if (silence == null) {
            moments.add(new Moment(laid, time(laid.last()), laid.last()));
            return;
        }
        long limit = pattern.within() == null ? Long.MAX_VALUE : time(laid.first()) + pattern.within();
        long deadline = time(laid.last()) + ((Step.Wait.For) silence.lasting()).millis();
        long end = Math.min(limit, deadline);
        for (int i = laid.last() + 1; i < events.size() && time(i) < end; i++) {
            int event = i;
            if (isOfTheSame(pattern.same(), laid.taken(), events.get(i))) {
                Scope scope = scope(laid.taken(), i);
                if (silence.orUntil() != null && silence.orUntil().selects(events.get(i), scope)) {
                    moments.add(new Moment(laid, time(i), i));
                    return;
                }
                if (silence.what().selects(events.get(i), scope)) {
                    return;
                }
            }
            if (complete.stream().anyMatch(longer -> longer.last() == event && laid.begins(longer))) {
                return;
            }
        }
        if (deadline < limit) {
            moments.add(new Moment(laid, deadline, Moment.AT_DEADLINE));
        }
    }

    /** Whether a match that counts ends another that is not complete yet, or complete only together with it. */
    private boolean drops(Moment winner, Moment other) {
        List<Taken> begun = other.laid().taken();
        if (!winner.isTogetherWith(other)) {
            begun = begun.stream()
                    .filter(one -> winner.event() == Moment.AT_DEADLINE
                            ? time(one.event()) < winner.time()
                            : one.event() <= winner.event())
                    .toList();
        }
        if (begun.isEmpty()) {
            return false;
        }
        for (String field : pattern.same()) {
            Object value = valueOf(field, winner.laid().taken());
            Object second = valueOf(field, begun);
            if (value != null && second != null && !value.equals(second)) {
                return false;
            }
        }
        return true;
    }
}
