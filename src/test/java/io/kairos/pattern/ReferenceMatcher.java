package io.kairos.pattern;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
    private final List<Beat> beats;
    private final List<Laid> complete = new ArrayList<>();

    /** Moments that will be if nothing ends them. */
    private final List<Moment> ahead = new ArrayList<>();

    private final List<Moment> counted = new ArrayList<>();

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

    ReferenceMatcher(Pattern pattern, Vocabulary vocabulary, List<Beat> beats) {
        this.pattern = pattern;
        this.steps = pattern.sequence();
        this.vocabulary = vocabulary;
        this.beats = beats;
    }

    List<String> moments() {
        lay(List.of());
        complete.sort(ReferenceMatcher::whichBeganFirst);
        for (int event = 0; event < beats.size(); event++) {
            completeUntil(time(event));
            int now = event;
            List<Laid> closed = new ArrayList<>(complete);
            closed.removeIf(laid -> laid.last() != now || isDropped(new Moment(laid, time(now), now)));
            onlyLongest(closed, (one, other) -> one.first() == other.first(), laid -> laid);
            closed.forEach(laid -> addMoment(laid, ahead));
            count(time(now), now);
        }
        completeUntil(Long.MAX_VALUE);
        return counted.stream()
                .map(moment -> moment.time() + " "
                        + moment.laid().taken().stream()
                                .map(taken -> event(taken.event()).eventId())
                                .collect(Collectors.joining("+")))
                .toList();
    }

    private void completeUntil(long time) {
        ahead.stream()
                .filter(moment -> moment.event() == Moment.AT_DEADLINE && moment.time() <= time)
                .mapToLong(Moment::time)
                .sorted()
                .distinct()
                .forEach(deadline -> count(deadline, Moment.AT_DEADLINE));
    }

    /** Of the moments of one event, or of the deadlines of one time, those that count. */
    private void count(long time, int event) {
        List<Moment> now = new ArrayList<>(ahead);
        now.removeIf(moment -> moment.time() != time || moment.event() != event);
        ahead.removeAll(now);
        now.removeIf(this::isDropped);
        now.sort(Comparator.comparing(Moment::laid, ReferenceMatcher::whichBeganFirst));
        onlyLongest(now, (one, other) -> one.laid().first() == other.laid().first(), Moment::laid);
        for (Moment moment : now) {
            if (!isDropped(moment)) {
                counted.add(moment);
            }
        }
    }

    private boolean isDropped(Moment moment) {
        return pattern.afterMatch() == Pattern.AfterMatch.RESTART
                && counted.stream().anyMatch(winner -> drops(winner, moment));
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

    private PlayerEvent event(int index) {
        return beats.get(index).event();
    }

    private long time(int event) {
        return event(event).at();
    }

    private void lay(List<Taken> taken) {
        if (taken.isEmpty()) {
            for (int i = 0; i < beats.size(); i++) {
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
        List<Rival> rivals = new ArrayList<>();
        if (mayRepeat) {
            rivals.add(new Rival(step, repetitions, repetitions + 1, taken));
        }
        for (int next = step + 1; next < steps.size(); next++) {
            if (steps.get(next) instanceof Step.Take following) {
                layNext(taken, next, 0, rivals);
                if (!following.optional()) {
                    return;
                }
                rivals.add(new Rival(next, 0, following.atLeast(), taken));
            }
        }
        complete.add(new Laid(taken));
    }

    /** An earlier step that takes all it can: once it has come to {@code needed}, nobody waits for a later one. */
    private record Rival(int step, int repetition, int needed, List<Taken> taken) {
        boolean isDone() {
            return repetition == needed;
        }
    }

    private Rival after(Rival rival, int event) {
        if (!fits(rival.step(), rival.repetition(), rival.taken(), event)) {
            return forbids(rival.step(), rival.repetition(), rival.taken(), event) ? null : rival;
        }
        return new Rival(rival.step(), rival.repetition() + 1, rival.needed(), and(rival.taken(), event, rival.step()));
    }

    private static List<Taken> and(List<Taken> taken, int event, int step) {
        List<Taken> longer = new ArrayList<>(taken);
        longer.add(new Taken(event, step));
        return longer;
    }

    /** The first event that fits, if nothing before it forbids and no rival is done. */
    private void layNext(List<Taken> taken, int step, int repetition, List<Rival> rivals) {
        List<Rival> alive = new ArrayList<>(rivals);
        for (int i = taken.get(taken.size() - 1).event() + 1; i < beats.size(); i++) {
            int event = i;
            if (fits(step, repetition, taken, event)) {
                lay(and(taken, event, step));
                return;
            }
            alive.replaceAll(rival -> after(rival, event));
            alive.removeIf(Objects::isNull);
            if (forbids(step, repetition, taken, event) || alive.stream().anyMatch(Rival::isDone)) {
                return;
            }
        }
    }

    private List<Taken> repetitions(List<Taken> taken) {
        int step = taken.get(taken.size() - 1).step();
        return taken.stream().filter(one -> one.step() == step).toList();
    }

    private boolean fits(int step, int repetition, List<Taken> taken, int event) {
        Step.Take take = (Step.Take) steps.get(step);
        PlayerEvent now = event(event);
        if (!take.on().selects(now, scope(taken, event)) || !isOfTheSame(pattern.same(), taken, now)) {
            return false;
        }
        List<Taken> ofStep = repetition == 0 ? List.of() : repetitions(taken);
        if (!isOfTheSame(take.same(), ofStep, now)) {
            return false;
        }
        if (take.different() != null) {
            Object value = value(take.different(), now);
            if (value == null
                    || ofStep.stream().anyMatch(one -> alike(value, value(take.different(), event(one.event()))))) {
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
            if (steps.get(i) instanceof Step.No no && no.lasting() != null) {
                Long over = over(no.lasting(), taken);
                if (over == null || time(event) < over) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean forbids(int step, int repetition, List<Taken> taken, int event) {
        Step.Take take = (Step.Take) steps.get(step);
        PlayerEvent now = event(event);
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

    /** When a silence that begins with the last event taken is over; null if never. */
    private Long over(Step.Wait wait, List<Taken> taken) {
        int began = taken.get(taken.size() - 1).event();
        if (wait instanceof Step.Wait.For fixed) {
            return time(began) + fixed.millis();
        }
        if (wait instanceof Step.Wait.By by) {
            return (Long) by.time().value(scope(taken, began));
        }
        Step.Wait.Relative relative = (Step.Wait.Relative) wait;
        Map<String, Object> features = beats.get(began).features();
        Number measured = (Number) features.get(relative.feature());
        if (measured == null || (int) features.getOrDefault(relative.feature() + ".values", 0) < 5) {
            return time(began) + relative.atMost();
        }
        BigDecimal wanted = BigDecimal.valueOf(relative.factor())
                .multiply(BigDecimal.valueOf(measured.doubleValue()))
                .setScale(0, RoundingMode.CEILING);
        return time(began) + Math.max(relative.atLeast(), Math.min(relative.atMost(), wanted.longValueExact()));
    }

    private boolean isOfTheSame(List<String> fields, List<Taken> taken, PlayerEvent event) {
        for (String field : fields) {
            if (field.equals("session_id") || vocabulary.declares(event.type(), field)) {
                Object value = value(field, event);
                Object other = valueOf(field, taken);
                if (value == null || other != null && !alike(value, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Object value(String field, PlayerEvent event) {
        return field.equals("session_id")
                ? event.sessionId()
                : event.attributes().get(field);
    }

    private static boolean alike(Object one, Object other) {
        return one instanceof Number number && other instanceof Number second
                ? number.doubleValue() == second.doubleValue()
                : one.equals(other);
    }

    private Object valueOf(String field, List<Taken> taken) {
        return taken.stream()
                .map(one -> value(field, event(one.event())))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Scope scope(List<Taken> taken, int event) {
        return new Play.PlayScope(
                event(event),
                time(event),
                beats.get(event).features(),
                alias -> taken.stream()
                        .filter(one -> alias.equals(((Step.Take) steps.get(one.step())).alias()))
                        .map(one -> event(one.event()))
                        .toList());
    }

    private void addMoment(Laid laid, List<Moment> moments) {
        Step.No silence = pattern.finalSilence();
        if (silence == null) {
            moments.add(new Moment(laid, time(laid.last()), laid.last()));
            return;
        }
        long limit = pattern.within() == null ? Long.MAX_VALUE : time(laid.first()) + pattern.within();
        Long over = over(silence.lasting(), laid.taken());
        long deadline = over == null ? Long.MAX_VALUE : over;
        if (deadline <= time(laid.last())) {
            moments.add(new Moment(laid, time(laid.last()), laid.last()));
            return;
        }
        long end = Math.min(limit, deadline);
        for (int i = laid.last() + 1; i < beats.size() && time(i) < end; i++) {
            int event = i;
            if (isOfTheSame(pattern.same(), laid.taken(), event(i))) {
                Scope scope = scope(laid.taken(), i);
                if (silence.orUntil() != null && silence.orUntil().selects(event(i), scope)) {
                    moments.add(new Moment(laid, time(i), i));
                    return;
                }
                if (silence.what().selects(event(i), scope)) {
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
            if (value != null && second != null && !alike(value, second)) {
                return false;
            }
        }
        return true;
    }
}
