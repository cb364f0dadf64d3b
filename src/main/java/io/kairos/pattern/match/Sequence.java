package io.kairos.pattern.match;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Step;
import io.kairos.playbook.Vocabulary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the steps of one pattern ask of an event, given what has been taken before it. It remembers nothing of players, so
 * that any runtime that walks states asks the same questions; the final silence is not among them. For one thread.
 */
public final class Sequence {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long AT_ONCE = Long.MIN_VALUE;

    /** With fewer values behind it a median says too little to be waited for. */
    private static final int ENOUGH_VALUES = 5;

    /**
     * A place where an event may be taken.
     *
     * @param index among {@link #stages}
     * @param step index in {@link Pattern#sequence}
     * @param repetition from 0; all beyond {@code atLeast} share the number {@code atLeast}
     */
    public record Stage(int index, int step, int repetition) {}

    private final Pattern pattern;
    private final List<Step> steps;
    private final Vocabulary vocabulary;
    private final Key key;
    private final Key[] keyOfStep;
    private final List<Stage> stages = new ArrayList<>();
    private final Choices[] selects;
    private final Choices[] brokenBy;
    private final MatchedScope matched;

    /** @param conditions of the thread it is for */
    public Sequence(Pattern pattern, Vocabulary vocabulary, Conditions conditions) {
        this.pattern = pattern;
        this.steps = pattern.sequence();
        this.vocabulary = vocabulary;
        this.key = new Key(pattern.same(), vocabulary);
        this.keyOfStep = new Key[steps.size()];
        this.selects = new Choices[steps.size()];
        this.brokenBy = new Choices[steps.size()];
        this.matched = new MatchedScope(steps);
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Take take) {
                keyOfStep[i] = new Key(take.same(), vocabulary);
                selects[i] = new Choices(take.on(), conditions);
                brokenBy[i] = new Choices(take.brokenBy(), conditions);
                addStages(i, take);
            } else {
                requireEventBefore(i);
                selects[i] = new Choices(((Step.No) steps.get(i)).what(), conditions);
            }
        }
    }

    private void addStages(int step, Step.Take take) {
        int places = take.atMost() > take.atLeast() ? take.atLeast() + 1 : take.atLeast();
        for (int repetition = 0; repetition < places; repetition++) {
            stages.add(new Stage(stages.size(), step, repetition));
        }
    }

    private void requireEventBefore(int step) {
        if (step == 0 || step == steps.size() - 1 && steps.get(step - 1) instanceof Step.No) {
            throw new IllegalArgumentException("pattern " + pattern.id() + ", sequence[" + step
                    + "]: a silence has no event before it; begin with `on`, and put what must not come into one `no`");
        }
    }

    /** The places of all repetitions in order, with one for all beyond those that must be. */
    public List<Stage> stages() {
        return stages;
    }

    /** Whether a stage stands for the repetitions beyond those that must be. */
    public boolean isMore(Stage stage) {
        return stage.repetition() == take(stage.step()).atLeast();
    }

    /** The stage of the repetitions beyond those that must be; null if the step has none. */
    public Stage more(int step) {
        for (Stage stage : stages) {
            if (stage.step() == step && isMore(stage)) {
                return stage;
            }
        }
        return null;
    }

    /** Where a step begins. */
    public Stage first(int step) {
        for (Stage stage : stages) {
            if (stage.step() == step) {
                return stage;
            }
        }
        throw new IllegalArgumentException("step " + step + " takes no event");
    }

    /** Whether a step that took its last event in this stage of a loop may take one more. */
    boolean goesOn(int stage, Path path) {
        int step = stages.get(stage).step();
        return (path.step() == step ? path.repetitions() : 0) + 1 < take(step).atMost();
    }

    /** Whether the step is done with this stage. */
    public boolean isLastNeeded(Stage stage) {
        return stage.repetition() + 1 == take(stage.step()).atLeast();
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

    Key key() {
        return key;
    }

    /** The path that goes on with an event its stage takes: what begins with this event is read now. */
    Path take(Path path, int state, int stage, Occurrence occurrence, Scope scope) {
        int step = stages.get(stage).step();
        Object[] followed = key.followedAfter(path, occurrence.event());
        Path taken = new Path(path, state, step, occurrence, AT_ONCE, followed);
        if (!hasWaitAfter(step)) {
            return taken;
        }
        long notBefore = notBefore(step, occurrence.time(), matched.of(scope, taken));
        return new Path(path, state, step, occurrence, notBefore, followed);
    }

    private boolean hasWaitAfter(int step) {
        return step + 2 < steps.size() && steps.get(step + 1) instanceof Step.No;
    }

    /** When the silences in the middle that follow a step are over, if they began at a time. */
    long notBefore(int step, long began, Scope scope) {
        long notBefore = AT_ONCE;
        for (int i = step + 1; i < steps.size() - 1 && steps.get(i) instanceof Step.No no; i++) {
            if (no.lasting() != null) {
                notBefore = Math.max(notBefore, over(no.lasting(), began, scope));
            }
        }
        return notBefore;
    }

    /**
     * When a silence that began at a time is over; {@link Long#MAX_VALUE} if that is not known.
     *
     * @param scope of the event it begins with, which is matched
     */
    private static long over(Step.Wait wait, long began, Scope scope) {
        if (wait instanceof Step.Wait.For fixed) {
            return began + fixed.millis();
        }
        if (wait instanceof Step.Wait.Relative measured) {
            return began + millis(measured, scope);
        }
        return ((Step.Wait.By) wait).time().value(scope) instanceof Long time ? time : NEVER;
    }

    /** When the final silence that follows a path is over. */
    long silentUntil(Step.Wait wait, Path path, long began, Scope scope) {
        return over(wait, began, matched.of(scope, path));
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
     * Whether an event can be anything but ignored at a stage, whatever has been taken before it.
     */
    boolean mayConcern(int stage, Occurrence occurrence, Scope scope) {
        Stage at = stages.get(stage);
        Step.Take step = take(at.step());
        if (selects[at.step()].maySelect(occurrence, scope)) {
            return true;
        }
        String type = occurrence.event().type();
        if (step.immediately() && isByPlayer(type)) {
            return true;
        }
        if (at.repetition() > 0) {
            return step.inARow() && selects[at.step()].hasType(type) && selects[at.step()].mayRefuse(occurrence, scope)
                    || brokenBy[at.step()].maySelect(occurrence, scope);
        }
        for (int i = at.step() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof Step.No) {
                if (selects[i].maySelect(occurrence, scope)) {
                    return true;
                }
            } else if (!isOptional(i)) {
                return false;
            }
        }
        return false;
    }

    /**
     * Whether a stage takes an event.
     *
     * @param path what has been taken so far, up to a stage before this one; null if nothing
     */
    boolean accepts(int stage, Path path, Occurrence occurrence, Scope scope) {
        Stage at = stages.get(stage);
        Step.Take step = take(at.step());
        PlayerEvent event = occurrence.event();
        return selects[at.step()].hasType(event.type())
                && occurrence.time() < diesAt(stage, path)
                && key.holds(path, event)
                && (at.repetition() > 0 || path == null || occurrence.time() >= path.notBefore())
                && repeats(step, at.step(), path, event)
                && selects[at.step()].selects(occurrence, matched.of(scope, path));
    }

    private boolean repeats(Step.Take step, int index, Path path, PlayerEvent event) {
        int repetitions = repetitions(index, path);
        if (!keyOfStep[index].isNone() && !keyOfStep[index].holdsWithin(path, repetitions, event)) {
            return false;
        }
        if (step.different() == null) {
            return true;
        }
        Object value = Vocabulary.value(event, step.different());
        if (value == null) {
            return false;
        }
        Path earlier = path;
        for (int i = 0; i < repetitions; i++) {
            if (Vocabulary.same(value, Vocabulary.value(earlier.last().event(), step.different()))) {
                return false;
            }
            earlier = earlier.before();
        }
        return true;
    }

    private static int repetitions(int step, Path path) {
        return path != null && path.step() == step ? path.repetitions() : 0;
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
    boolean kills(int stage, Path path, Occurrence occurrence, Scope scope) {
        PlayerEvent event = occurrence.event();
        if (path == null || !key.holds(path, event)) {
            return false;
        }
        Stage at = stages.get(stage);
        Step.Take step = take(at.step());
        if (step.immediately() && isByPlayer(event.type())) {
            return true;
        }
        matched.of(scope, path);
        if (at.repetition() > 0) {
            return keyOfStep[at.step()].holdsWithin(path, repetitions(at.step(), path), event)
                    && (brokenBy[at.step()].selects(occurrence, matched)
                            || step.inARow()
                                    && selects[at.step()].hasType(event.type())
                                    && !selects[at.step()].selects(occurrence, matched));
        }
        for (int i = path.step() + 1; i < at.step(); i++) {
            if (steps.get(i) instanceof Step.No && selects[i].selects(occurrence, matched)) {
                return true;
            }
        }
        return false;
    }

    private boolean isByPlayer(String type) {
        EventType known = vocabulary.type(type);
        return known != null && known.byPlayer();
    }

    /** From when on a stage takes nothing after what has been taken; {@link Long#MAX_VALUE} if there is no limit. */
    long diesAt(int stage, Path path) {
        if (path == null) {
            return NEVER;
        }
        long diesAt = limit(path);
        Stage at = stages.get(stage);
        Long within = take(at.step()).within();
        if (within == null) {
            return diesAt;
        }
        Path before = path.first(path.length() - repetitions(at.step(), path));
        long since = (before == null ? path.first() : before.last()).time();
        return Math.min(diesAt, since + within);
    }

    /** From when on the pattern's {@code within} is over. */
    long limit(Path path) {
        return pattern.within() == null ? NEVER : path.first().time() + pattern.within();
    }

    /** What an expression sees that may ask for what has been matched. */
    Scope scope(Scope scope, Path path) {
        return matched.of(scope, path);
    }

    /** The types of events that a stage can take or be ended by. */
    Set<String> reactsTo(int stage) {
        Stage at = stages.get(stage);
        Step.Take step = take(at.step());
        Set<String> types = new HashSet<>(selects[at.step()].types());
        if (step.immediately()) {
            addPlayersOwn(types);
        }
        if (at.repetition() > 0) {
            types.addAll(brokenBy[at.step()].types());
            return types;
        }
        for (int i = at.step() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof Step.No) {
                types.addAll(selects[i].types());
            } else if (!isOptional(i)) {
                break;
            }
        }
        return types;
    }

    private void addPlayersOwn(Set<String> types) {
        for (EventType type : vocabulary.types().values()) {
            if (type.byPlayer()) {
                types.add(type.id());
            }
        }
    }

    /** The conditions under which a match may begin with an event of this type; null among them stands for any event. */
    List<Conditions.Shared> beginsWith(String type) {
        List<Conditions.Shared> conditions = new ArrayList<>();
        for (Choices.Choice choice : selects[0].of(type)) {
            conditions.add(choice.shared());
        }
        return conditions;
    }
}
