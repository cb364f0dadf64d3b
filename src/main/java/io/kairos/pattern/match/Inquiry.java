package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Durations;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.Truth;
import io.kairos.playbook.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an event does to one that has begun, in words: for people who ask why a moment did not come. It asks the same
 * {@link Sequence} as the matchers do, one question after the other, and is slow. For one thread.
 */
public final class Inquiry {
    /** There is no limit. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final String ANY = "any";
    private static final int MOST_WORDS = 4;

    private final Pattern pattern;
    private final Sequence sequence;
    private final Vocabulary vocabulary;

    public Inquiry(Pattern pattern, Vocabulary vocabulary) {
        this.pattern = pattern;
        this.vocabulary = vocabulary;
        this.sequence = new Sequence(pattern, vocabulary, new Conditions());
    }

    /** What an event does. */
    public enum Effect {
        /** A step takes it, or it completes the match. */
        TAKEN,
        /** It ends the match. */
        BROKEN,
        /** A step that waits for events like this one does not take this one. */
        REFUSED,
        /** The match was over before it came. */
        OVER,
        NOTHING
    }

    /** @param because the rest of a sentence that begins with the event; null for {@code NOTHING} */
    public record Answer(Effect effect, String because) {}

    private static final Answer NOTHING = new Answer(Effect.NOTHING, null);

    /**
     * What an event does to a partial match.
     *
     * @param path what it has taken; null for a match that is yet to begin
     * @param scope about the event
     */
    public Answer of(Path path, Occurrence occurrence, Scope scope) {
        if (overAt(path) <= occurrence.time()) {
            return new Answer(Effect.OVER, "came too late: " + limit(path));
        }
        if (path != null && inLastSilence(path)) {
            Answer ofSilence = ofSilence(path, occurrence, scope);
            if (ofSilence.effect() != Effect.NOTHING) {
                return ofSilence;
            }
        }
        List<Sequence.Stage> next = next(path);
        for (Sequence.Stage stage : next) {
            if (sequence.accepts(stage.index(), path, occurrence, scope)) {
                return new Answer(Effect.TAKEN, "is taken by " + named(stage.step()));
            }
        }
        for (Sequence.Stage stage : next) {
            if (sequence.kills(stage.index(), path, occurrence, scope)) {
                return new Answer(Effect.BROKEN, breaking(stage, path, occurrence.event(), scope));
            }
        }
        for (Sequence.Stage stage : next) {
            if (take(stage.step()).on().hasType(occurrence.event().type())) {
                return new Answer(Effect.REFUSED, refusal(stage, path, occurrence, scope));
            }
        }
        return NOTHING;
    }

    private Answer ofSilence(Path path, Occurrence occurrence, Scope scope) {
        Step.No silence = pattern.finalSilence();
        PlayerEvent event = occurrence.event();
        Scope matched = sequence.scope(scope, path);
        boolean sameKey = sequence.key().holds(path, event);
        if (sameKey && silence.orUntil() != null && silence.orUntil().selects(event, matched)) {
            return new Answer(Effect.TAKEN, "completes it");
        }
        boolean mayGoOn =
                next(path).stream().anyMatch(stage -> sequence.accepts(stage.index(), path, occurrence, scope));
        if (sameKey && !mayGoOn && silence.what().selects(event, matched)) {
            return new Answer(
                    Effect.BROKEN,
                    as(silence.what(), event, matched) + "came where there was to be " + silence(silence));
        }
        return NOTHING;
    }

    /** From when on nothing can come of a match; {@link #NEVER} if it may wait for ever. */
    public long overAt(Path path) {
        if (path == null) {
            return NEVER;
        }
        long over = inLastSilence(path) ? sequence.limit(path) : Long.MIN_VALUE;
        for (Sequence.Stage stage : next(path)) {
            over = Math.max(over, sequence.diesAt(stage.index(), path));
        }
        return over;
    }

    /** The limit that ends it. */
    public String limit(Path path) {
        for (Sequence.Stage stage : next(path)) {
            Long within = take(stage.step()).within();
            if (within != null && sequence.diesAt(stage.index(), path) < sequence.limit(path)) {
                return "`within: " + Durations.text(within) + "` of " + named(stage.step()) + " had passed";
            }
        }
        return "`within: " + Durations.text(pattern.within()) + "` of the pattern had passed";
    }

    /** What a match waits for, in words. */
    public String waitsFor(Path path) {
        if (path != null && inLastSilence(path)) {
            return silence(pattern.finalSilence());
        }
        return next(path).stream()
                .map(stage -> named(stage.step()) + which(stage))
                .distinct()
                .collect(Collectors.joining(", or "));
    }

    private String which(Sequence.Stage stage) {
        Step.Take step = take(stage.step());
        if (step.atLeast() == 1 && step.atMost() == 1) {
            return "";
        }
        String number = ", number " + (stage.repetition() + 1);
        return step.atLeast() == step.atMost() ? number + " of " + step.atMost() : number;
    }

    /** How many of the pattern's steps are done. */
    public int stepsDone(Path path) {
        return path.repetitions() >= take(path.step()).atLeast() ? path.step() + 1 : path.step();
    }

    private boolean inLastSilence(Path path) {
        return pattern.finalSilence() != null
                && sequence.takeAfter(path.step()) < 0
                && path.repetitions() >= take(path.step()).atLeast();
    }

    /** Where the next event may be taken. */
    private List<Sequence.Stage> next(Path path) {
        List<Sequence.Stage> next = new ArrayList<>();
        if (path == null) {
            next.add(sequence.first(0));
            return next;
        }
        Step.Take last = take(path.step());
        if (path.repetitions() < last.atMost()) {
            int repetition = Math.min(path.repetitions(), last.atLeast());
            next.add(sequence.stages().stream()
                    .filter(stage -> stage.step() == path.step() && stage.repetition() == repetition)
                    .findFirst()
                    .orElseThrow());
        }
        if (path.repetitions() >= last.atLeast()) {
            for (int step = sequence.takeAfter(path.step()); step >= 0; step = sequence.takeAfter(step)) {
                next.add(sequence.first(step));
                if (!sequence.isOptional(step)) {
                    break;
                }
            }
        }
        return next;
    }

    private String breaking(Sequence.Stage stage, Path path, PlayerEvent event, Scope scope) {
        Step.Take step = take(stage.step());
        Scope matched = sequence.scope(scope, path);
        if (stage.repetition() > 0) {
            if (step.brokenBy() != null && step.brokenBy().selects(event, matched)) {
                return as(step.brokenBy(), event, matched) + "came between the repetitions of " + named(stage.step())
                        + " (`broken_by`)";
            }
            if (step.inARow() && step.on().hasType(event.type())) {
                return "broke the row of " + named(stage.step()) + ": " + unfulfilled(step.on(), event, matched);
            }
        }
        for (int i = path.step() + 1; i < stage.step(); i++) {
            if (pattern.sequence().get(i) instanceof Step.No no && no.what().selects(event, matched)) {
                return as(no.what(), event, matched) + "came before " + named(stage.step()) + ", where there was to be "
                        + silence(no);
            }
        }
        return "came before " + named(stage.step()) + ", which has to follow `immediately`";
    }

    /** The name under which a selector has the event, if that is not its type. */
    private static String as(Selector selector, PlayerEvent event, Scope scope) {
        for (Selector.Choice choice : selector.choices()) {
            if (choice.type().equals(event.type())
                    && choice.conditions().stream().allMatch(condition -> condition.holds(scope))) {
                String word = choice.word();
                return word.equals(event.type()) || word.equals(ANY) ? "" : "is a `" + word + "` and ";
            }
        }
        return "";
    }

    private String refusal(Sequence.Stage stage, Path path, Occurrence occurrence, Scope scope) {
        PlayerEvent event = occurrence.event();
        Step.Take step = take(stage.step());
        String not = "was not taken by " + named(stage.step()) + ": ";
        if (sequence.diesAt(stage.index(), path) <= occurrence.time()) {
            return not + limit(path);
        }
        if (!sequence.key().holds(path, event)) {
            return not + "it is not about the same " + String.join(", ", pattern.same()) + otherKey(path, event);
        }
        Scope matched = sequence.scope(scope, path);
        if (!step.on().selects(event, matched)) {
            return not + unfulfilled(step.on(), event, matched);
        }
        if (stage.repetition() == 0 && path != null && occurrence.time() < path.notBefore()) {
            return not + "the silence before it was not over yet";
        }
        return not
                + (step.different() == null
                        ? "its " + String.join(", ", step.same()) + " is another than before"
                        : "its " + step.different() + " is not another than before");
    }

    private String otherKey(Path path, PlayerEvent event) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < pattern.same().size(); i++) {
            String field = pattern.same().get(i);
            if (vocabulary.declares(event.type(), field)) {
                Object followed = path == null ? null : path.followed()[i];
                Object own = Vocabulary.value(event, field);
                if (own == null || followed != null && !Vocabulary.same(own, followed)) {
                    values.add(field + " is " + shown(own) + (followed == null ? "" : ", not " + shown(followed)));
                }
            }
        }
        return " (" + String.join("; ", values) + ")";
    }

    /** Which of the conditions under which a selector takes events of this type does not hold, and what it looked at. */
    private static String unfulfilled(Selector selector, PlayerEvent event, Scope scope) {
        List<String> choices = new ArrayList<>();
        for (Selector.Choice choice : selector.choices()) {
            if (choice.type().equals(event.type())) {
                choices.add(choice.conditions().stream()
                        .filter(condition -> !condition.holds(scope))
                        .map(condition -> unfulfilled(condition, scope))
                        .distinct()
                        .collect(Collectors.joining(" and ")));
            }
        }
        return choices.stream().distinct().collect(Collectors.joining("; nor can it be by the other way: "));
    }

    /** A condition that does not hold, and what it looked at. */
    public static String unfulfilled(Expression condition, Scope scope) {
        Map<String, Object> operands = condition.operands(scope);
        Map<String, Object> missing = new LinkedHashMap<>(operands);
        missing.values().removeIf(value -> value != null);
        String text = "`" + condition.source().strip().replaceAll("\\s+", " ") + "` ";
        if (condition.test(scope) == Truth.UNKNOWN) {
            return text + "cannot be told"
                    + (missing.isEmpty() ? "" : ": not known is " + String.join(", ", missing.keySet()));
        }
        String values = operands.entrySet().stream()
                .map(operand -> operand.getKey() + " is " + shown(operand.getValue()))
                .collect(Collectors.joining(", "));
        return text + "does not hold" + (values.isEmpty() ? "" : ": " + values);
    }

    private static String shown(Object value) {
        if (value == null) {
            return "not known";
        }
        boolean whole = value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15;
        return whole ? Long.toString(((Double) value).longValue()) : value.toString();
    }

    private Step.Take take(int step) {
        return (Step.Take) pattern.sequence().get(step);
    }

    /** A step as people find it: its place, from 1, and its name or what it takes. */
    private String named(int step) {
        Step.Take take = take(step);
        String words = words(take.on());
        String what = take.alias() == null || take.alias().equals(words) ? words : take.alias() + ": " + words;
        return "step " + (step + 1) + " (" + what + ")";
    }

    private static String silence(Step.No silence) {
        String what = silence.what().words().equals(Set.of(ANY)) ? "nothing from him" : "no " + words(silence.what());
        String wait = silence.lasting() == null ? what : what + " " + lasting(silence.lasting());
        return silence.orUntil() == null ? wait : wait + ", or until " + words(silence.orUntil());
    }

    private static String lasting(Step.Wait wait) {
        if (wait instanceof Step.Wait.For fixed) {
            return "for " + Durations.text(fixed.millis());
        }
        if (wait instanceof Step.Wait.Relative measured) {
            return "for " + number(measured.factor()) + " x " + measured.feature() + " ("
                    + Durations.text(measured.atLeast()) + " to " + Durations.text(measured.atMost()) + ")";
        }
        return "by " + ((Step.Wait.By) wait).time().source();
    }

    private static String number(double factor) {
        return factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor);
    }

    /** As the pattern says it. */
    private static String words(Selector selector) {
        List<String> words = List.copyOf(selector.words());
        if (words.equals(List.of(ANY))) {
            return "anything he does";
        }
        return words.size() > MOST_WORDS
                ? String.join(", ", words.subList(0, MOST_WORDS - 1)) + " or " + (words.size() - MOST_WORDS + 1)
                        + " others"
                : String.join(" or ", words);
    }

    /** An event as the step calls it that took it: by its name and its type, or by the type alone. */
    public String word(int step, PlayerEvent taken) {
        Set<String> words = take(step).on().words(taken.type());
        return words.isEmpty() || words.contains(taken.type()) || words.contains(ANY)
                ? taken.type()
                : String.join(" or ", words) + " (" + taken.type() + ")";
    }

    /** The pattern, step by step, in words. */
    public List<String> steps() {
        List<String> steps = new ArrayList<>();
        for (Step step : pattern.sequence()) {
            steps.add(step instanceof Step.Take take ? taking(take) : silence((Step.No) step));
        }
        return steps;
    }

    private static String taking(Step.Take step) {
        StringBuilder text = new StringBuilder(words(step.on()));
        Set<String> shared = sources(step.on().choices().get(0));
        step.on().choices().forEach(choice -> shared.retainAll(sources(choice)));
        shared.forEach(condition -> text.append(" where `").append(condition).append('`'));
        if (step.atMost() == Step.Take.UNBOUNDED) {
            text.append(", at least ").append(times(step.atLeast()));
        } else if (step.atMost() > 1) {
            text.append(", ")
                    .append(
                            step.atLeast() == step.atMost()
                                    ? times(step.atLeast())
                                    : step.atLeast() + " to " + times(step.atMost()));
        }
        if (step.inARow()) {
            text.append(" in a row");
        }
        if (step.brokenBy() != null) {
            text.append(", with no ").append(words(step.brokenBy())).append(" in between");
        }
        if (!step.same().isEmpty()) {
            text.append(", of the same ").append(String.join(", ", step.same()));
        }
        if (step.different() != null) {
            text.append(", each with another ").append(step.different());
        }
        if (step.immediately()) {
            text.append(", with nothing in between");
        }
        if (step.within() != null) {
            text.append(", within ").append(Durations.text(step.within()));
        }
        return text.append(step.optional() ? " (may be left out)" : "").toString();
    }

    private static Set<String> sources(Selector.Choice choice) {
        return choice.conditions().stream()
                .map(condition -> condition.source().strip().replaceAll("\\s+", " "))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String times(int times) {
        return times == 1 ? "once" : times + " times";
    }
}
