package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the steps of one pattern ask of an event, given what has been taken before it. It remembers nothing, so that any
 * runtime that walks states asks the same questions; the final silence is not among them.
 */
public final class Sequence {
    private static final long NEVER = Long.MAX_VALUE;

    /** With fewer values behind it a median says too little to be waited for. */
    private static final int ENOUGH_VALUES = 5;

    /**
     * A place where an event may be taken.
     *
     * @param step index in {@link Pattern#sequence}
     * @param repetition from 0; all beyond {@code atLeast} share the number {@code atLeast}
     */
    public record Stage(int step, int repetition) {}

    private final Pattern pattern;
    private final List<Step> steps;
    private final Vocabulary vocabulary;
    private final Key key;
    private final List<Stage> stages = new ArrayList<>();
    private final boolean relative;

    public Sequence(Pattern pattern, Vocabulary vocabulary) {
        this.pattern = pattern;
        this.steps = pattern.sequence();
        this.vocabulary = vocabulary;
        this.key = new Key(pattern.same(), vocabulary);
        boolean measured = false;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Take take) {
                for (int repetition = 0; repetition < take.atLeast(); repetition++) {
                    stages.add(new Stage(i, repetition));
                }
            } else if (i == 0 || i == steps.size() - 1 && steps.get(i - 1) instanceof Step.No) {
                throw new IllegalArgumentException(
                        "pattern " + pattern.id() + ", sequence[" + i
                                + "]: a silence has no event before it; begin with `on`, and put what must not come into one `no`");
            } else if (i < steps.size() - 1) {
                measured |= ((Step.No) steps.get(i)).lasting() instanceof Step.Wait.Relative;
            }
        }
        this.relative = measured;
    }

    /** The places of all repetitions that must be, in order. */
    public List<Stage> stages() {
        return stages;
    }

    /** The place of the repetitions beyond those that must be; null if the step has none. */
    public Stage more(int step) {
        Step.Take take = take(step);
        return take.atMost() > take.atLeast() ? new Stage(step, take.atLeast()) : null;
    }

    /** Whether a step that took its last event in this stage of a loop may take one more. */
    public boolean goesOn(Stage stage, List<Path.Taken> taken) {
        return ofStep(stage.step(), taken).size() + 1 < take(stage.step()).atMost();
    }

    /** Whether the step is done with this stage. */
    public boolean isLastNeeded(Stage stage) {
        return stage.repetition() + 1 == take(stage.step()).atLeast();
    }

    /** How many steps there are, silences included. */
    public int length() {
        return steps.size();
    }

    public boolean isOptional(int step) {
        return take(step).optional();
    }

    /** The next step that takes events; -1 after the last. */
    public int takeAfter(int step) {
        for (int i = step + 1; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Take) {
                return i;
            }
        }
        return -1;
    }

    private Step.Take take(int step) {
        return (Step.Take) steps.get(step);
    }

    /**
     * How long each silence in the middle lasts that begins with the event at hand, by index in the sequence; null if
     * none depends on a feature.
     */
    public long[] waits(Scope scope) {
        if (!relative) {
            return null;
        }
        long[] waits = new long[steps.size()];
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.No no && no.lasting() instanceof Step.Wait.Relative wait) {
                waits[i] = millis(wait, scope);
            }
        }
        return waits;
    }

    /**
     * When a silence that began at a time is over; {@link Long#MAX_VALUE} if that is not known.
     *
     * @param scope of the event it begins with, which is matched
     */
    static long over(Step.Wait wait, long began, Scope scope) {
        if (wait instanceof Step.Wait.For fixed) {
            return began + fixed.millis();
        }
        if (wait instanceof Step.Wait.Relative measured) {
            return began + millis(measured, scope);
        }
        return ((Step.Wait.By) wait).time().value(scope) instanceof Long time ? time : NEVER;
    }

    private static long millis(Step.Wait.Relative wait, Scope scope) {
        double measured = scope.millis(wait.feature());
        if (scope.valuesOf(wait.feature()) < ENOUGH_VALUES || Double.isNaN(measured)) {
            return wait.atMost();
        }
        double wanted = Math.ceil(wait.factor() * measured);
        return Math.max(wait.atLeast(), (long) Math.min(wait.atMost(), wanted));
    }

    /**
     * Whether a stage takes an event.
     *
     * @param taken what has been taken so far, up to a stage before this one
     * @param waits of the last event taken, as {@link #waits} said when it came
     */
    public boolean accepts(Stage stage, List<Path.Taken> taken, long[] waits, Occurrence occurrence, Scope scope) {
        PlayerEvent event = occurrence.event();
        Step.Take step = take(stage.step());
        return step.on().hasType(event.type())
                && occurrence.time() < diesAt(stage, taken)
                && key.holds(taken, event)
                && (stage.repetition() > 0 || isQuietLongEnough(stage, taken, waits, occurrence.time(), scope))
                && repeats(step, ofStep(stage.step(), taken), event)
                && step.on().selects(event, new MatchedScope(scope, steps, taken));
    }

    private boolean isQuietLongEnough(Stage stage, List<Path.Taken> taken, long[] waits, long time, Scope scope) {
        if (taken.isEmpty()) {
            return true;
        }
        Path.Taken last = taken.get(taken.size() - 1);
        long began = last.occurrence().time();
        for (int i = last.step() + 1; i < stage.step(); i++) {
            if (steps.get(i) instanceof Step.No no && no.lasting() != null) {
                long over = no.lasting() instanceof Step.Wait.Relative
                        ? began + waits[i]
                        : over(no.lasting(), began, new MatchedScope(scope, steps, taken));
                if (time < over) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean repeats(Step.Take step, List<Path.Taken> earlier, PlayerEvent event) {
        if (!new Key(step.same(), vocabulary).holds(earlier, event)) {
            return false;
        }
        if (step.different() == null) {
            return true;
        }
        Object value = Vocabulary.value(event, step.different());
        return value != null
                && earlier.stream()
                        .noneMatch(one -> Vocabulary.same(
                                value, Vocabulary.value(one.occurrence().event(), step.different())));
    }

    private static List<Path.Taken> ofStep(int step, List<Path.Taken> taken) {
        int from = taken.size();
        while (from > 0 && taken.get(from - 1).step() == step) {
            from--;
        }
        return taken.subList(from, taken.size());
    }

    /** Whether anything may come that ends the wait at this stage. */
    public boolean mayBeKilled(Stage stage) {
        Step.Take step = take(stage.step());
        if (stage.repetition() > 0) {
            return step.brokenBy() != null || step.inARow() || step.immediately();
        }
        for (int i = stage.step() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof Step.No || step.immediately()) {
                return true;
            }
            if (!isOptional(i)) {
                return false;
            }
        }
        return false;
    }

    /** Whether an event that the stage does not accept ends the wait at it. */
    public boolean kills(Stage stage, List<Path.Taken> taken, Occurrence occurrence, Scope scope) {
        PlayerEvent event = occurrence.event();
        if (taken.isEmpty() || !key.holds(taken, event)) {
            return false;
        }
        Step.Take step = take(stage.step());
        if (step.immediately() && isByPlayer(event.type())) {
            return true;
        }
        Scope matched = new MatchedScope(scope, steps, taken);
        if (stage.repetition() > 0) {
            return new Key(step.same(), vocabulary).holds(ofStep(stage.step(), taken), event)
                    && (step.brokenBy() != null && step.brokenBy().selects(event, matched)
                            || step.inARow()
                                    && step.on().hasType(event.type())
                                    && !step.on().selects(event, matched));
        }
        for (int i = taken.get(taken.size() - 1).step() + 1; i < stage.step(); i++) {
            if (steps.get(i) instanceof Step.No no && no.what().selects(event, matched)) {
                return true;
            }
        }
        return false;
    }

    private boolean isByPlayer(String type) {
        EventType known = vocabulary.type(type);
        return known != null && known.byPlayer();
    }

    /** From when on nothing can be added to what has been taken; {@link Long#MAX_VALUE} if there is no limit. */
    long diesAt(List<Path.Taken> taken) {
        int step = taken.get(taken.size() - 1).step();
        int repetitions = ofStep(step, taken).size();
        Step.Take take = take(step);
        if (repetitions < take.atLeast()) {
            return diesAt(new Stage(step, repetitions), taken);
        }
        long diesAt = Long.MIN_VALUE;
        if (repetitions < take.atMost()) {
            diesAt = diesAt(new Stage(step, take.atLeast()), taken);
        }
        for (int next = takeAfter(step); next >= 0; next = takeAfter(next)) {
            diesAt = Math.max(diesAt, diesAt(new Stage(next, 0), taken));
            if (!isOptional(next)) {
                break;
            }
        }
        return diesAt;
    }

    private long diesAt(Stage stage, List<Path.Taken> taken) {
        if (taken.isEmpty()) {
            return NEVER;
        }
        long diesAt = limit(taken);
        Long within = take(stage.step()).within();
        if (within == null) {
            return diesAt;
        }
        long since = taken.get(0).occurrence().time();
        for (Path.Taken earlier : taken) {
            if (earlier.step() < stage.step()) {
                since = earlier.occurrence().time();
            }
        }
        return Math.min(diesAt, since + within);
    }

    /** From when on the pattern's {@code within} is over. */
    long limit(List<Path.Taken> taken) {
        return pattern.within() == null ? NEVER : taken.get(0).occurrence().time() + pattern.within();
    }

    boolean concerns(Path path, PlayerEvent event) {
        return key.holds(path.taken(), event);
    }

    boolean compatible(Path one, Path other) {
        return key.compatible(one, other);
    }

    Scope scope(Scope scope, Path path) {
        return new MatchedScope(scope, steps, path.taken());
    }

    /** The types of the events it can react to, those of its silences included. */
    Set<String> reactsTo() {
        Set<String> types = new HashSet<>();
        for (Step step : steps) {
            if (step instanceof Step.Take take) {
                types.addAll(take.on().types());
                addTypes(take.brokenBy(), types);
                if (take.immediately()) {
                    vocabulary.types().values().stream()
                            .filter(EventType::byPlayer)
                            .forEach(type -> types.add(type.id()));
                }
            } else if (step instanceof Step.No no) {
                types.addAll(no.what().types());
                addTypes(no.orUntil(), types);
            }
        }
        return types;
    }

    private static void addTypes(Selector selector, Set<String> types) {
        if (selector != null) {
            types.addAll(selector.types());
        }
    }
}
