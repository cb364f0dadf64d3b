package io.kairos.pattern;

import io.kairos.playbook.EventType;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.Truth;
import io.kairos.playbook.ValueType;
import io.kairos.playbook.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A pattern written in Java instead of YAML, over a small vocabulary. */
final class Sketch {
    static final Vocabulary VOCABULARY = vocabulary();

    static final Selector LOSS = settled("LOSS");
    static final Selector WIN = settled("WIN");
    static final Selector BET = type("bet_placed");
    static final Selector PICK = type("slip_selection_added");
    static final Selector CLEARED = type("slip_cleared");
    static final Selector DEPOSIT = type("deposit_succeeded");
    static final Selector ENDED = type("session_ended");
    static final Selector VIEW = type("page_viewed");

    private final List<Step> steps = new ArrayList<>();
    private Long within;
    private List<String> same = List.of();
    private Pattern.AfterMatch afterMatch = Pattern.AfterMatch.RESTART;

    private static Vocabulary vocabulary() {
        Map<String, EventType> types = new LinkedHashMap<>();
        declare(types, "bet_settled", false, "outcome", "stake", "product");
        declare(types, "bet_placed", true, "stake", "slip_id");
        declare(types, "slip_selection_added", true, "slip_id", "selection_key");
        declare(types, "slip_cleared", true, "slip_id");
        declare(types, "deposit_succeeded", false, "amount");
        declare(types, "session_ended", true);
        declare(types, "page_viewed", true, "page");
        return new Vocabulary(types);
    }

    private static void declare(Map<String, EventType> types, String id, boolean byPlayer, String... attributes) {
        Map<String, EventType.Attribute> declared = new LinkedHashMap<>();
        for (String attribute : attributes) {
            declared.put(attribute, new EventType.Attribute(ValueType.STRING, List.of()));
        }
        types.put(id, new EventType(id, byPlayer, false, false, 0, declared));
    }

    static Selector type(String type) {
        return new Selector(List.of(new Selector.Choice(type, List.of())));
    }

    static Selector type(String type, Function<Scope, Object> where) {
        return type(type, new Lambda(ValueType.BOOLEAN, where, Set.of()));
    }

    static Selector type(String type, Lambda where) {
        return new Selector(List.of(new Selector.Choice(type, List.of(where))));
    }

    private static Selector settled(String outcome) {
        return type(
                "bet_settled",
                new Lambda(
                        "outcome == '" + outcome + "'",
                        ValueType.BOOLEAN,
                        scope -> scope.event().attributes().get("outcome").equals(outcome),
                        Set.of()));
    }

    /** With a condition that asks what has been matched. */
    static Selector typeAfter(String alias, String type, Function<Scope, Object> where) {
        return type(type, new Lambda(ValueType.BOOLEAN, where, Set.of(alias)));
    }

    static Selector either(Selector... selectors) {
        return new Selector(
                Arrays.stream(selectors).flatMap(one -> one.choices().stream()).toList());
    }

    /** An expression that is a Java lambda; null is unknown. */
    record Lambda(String source, ValueType type, Function<Scope, Object> function, Set<String> aliases)
            implements Expression {
        Lambda(ValueType type, Function<Scope, Object> function, Set<String> aliases) {
            this("?", type, function, aliases);
        }

        /** No other lambda means the same. */
        @Override
        public String canonical() {
            return "lambda " + System.identityHashCode(function);
        }

        @Override
        public String toString() {
            return source;
        }

        @Override
        public Truth test(Scope scope) {
            Object value = function.apply(scope);
            return value instanceof Boolean yes ? yes ? Truth.TRUE : Truth.FALSE : Truth.UNKNOWN;
        }

        @Override
        public Object value(Scope scope) {
            return function.apply(scope);
        }

        @Override
        public Set<String> features() {
            return Set.of();
        }

        @Override
        public Set<String> tags() {
            return Set.of();
        }
    }

    /** A step under construction. */
    static final class On {
        private final Selector on;
        private String alias;
        private int atLeast = 1;
        private int atMost = 1;
        private Selector brokenBy;
        private boolean inARow;
        private boolean immediately;
        private boolean optional;
        private Long within;
        private List<String> same = List.of();
        private String different;

        On(Selector on) {
            this.on = on;
        }

        On as(String name) {
            alias = name;
            return this;
        }

        On times(int times) {
            return times(times, times);
        }

        On times(int least, int most) {
            atLeast = least;
            atMost = most;
            return this;
        }

        On brokenBy(Selector selector) {
            brokenBy = selector;
            return this;
        }

        On inARow() {
            return inARow(true);
        }

        On inARow(boolean yes) {
            inARow = yes;
            return this;
        }

        On immediately() {
            return immediately(true);
        }

        On immediately(boolean yes) {
            immediately = yes;
            return this;
        }

        On optional() {
            return optional(true);
        }

        On optional(boolean yes) {
            optional = yes;
            return this;
        }

        On within(long millis) {
            return within(Long.valueOf(millis));
        }

        On within(Long millis) {
            within = millis;
            return this;
        }

        On same(String... fields) {
            same = List.of(fields);
            return this;
        }

        On different(String field) {
            different = field;
            return this;
        }

        Step.Take step() {
            return new Step.Take(
                    on, alias, atLeast, atMost, brokenBy, inARow, immediately, optional, within, same, different);
        }
    }

    static On on(Selector selector) {
        return new On(selector);
    }

    static Sketch sequence(On... steps) {
        Sketch sketch = new Sketch();
        return sketch.then(steps);
    }

    Sketch then(On... more) {
        for (On one : more) {
            add(one.step());
        }
        return this;
    }

    Sketch add(Step step) {
        steps.add(step);
        return this;
    }

    Sketch no(Selector what) {
        return no(what, null, null);
    }

    Sketch no(Selector what, long millis) {
        return no(what, new Step.Wait.For(millis), null);
    }

    Sketch no(Selector what, Step.Wait lasting, Selector orUntil) {
        return add(new Step.No(what, lasting, orUntil));
    }

    Sketch within(long millis) {
        within = millis;
        return this;
    }

    Sketch same(String... fields) {
        same = List.of(fields);
        return this;
    }

    Sketch overlap() {
        afterMatch = Pattern.AfterMatch.OVERLAP;
        return this;
    }

    Pattern pattern() {
        return pattern("sketch");
    }

    Pattern pattern(String id) {
        return new Pattern(
                id,
                null,
                null,
                null,
                Pattern.Mode.LIVE,
                Pattern.Audience.EVERYBODY,
                List.copyOf(steps),
                within,
                same,
                afterMatch,
                List.of(),
                List.of(),
                List.of(),
                null,
                Map.of(),
                null,
                null,
                List.of(),
                5_000,
                0,
                Pattern.DEFAULT_PRIORITY,
                null,
                List.of(),
                "");
    }
}
