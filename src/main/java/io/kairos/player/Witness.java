package io.kairos.player;

import io.kairos.event.Occurrence;
import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.Decision.MatchedEvent;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.Path;
import io.kairos.playbook.EventType;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Step;
import io.kairos.playbook.ValueType;
import io.kairos.playbook.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The matched events of a moment, each under the alias of its step (null for none): what {@code until} may ask about. As
 * long as nobody asks they stay what the row says of them.
 */
final class Witness {
    /** One matched event. */
    record Named(String alias, Occurrence occurrence) {}

    private static final List<String> VOID = List.of("VOID", "ROLLBACK");
    private static final List<String> BETS = List.of("bet_id", "round_id");

    static final Witness NOBODY = new Witness(List.of());

    /** Null as long as nobody asked. */
    private List<Named> events;

    /** What the row said; null once somebody asked. */
    private Resting resting;

    /** @param numbers of each event in the part */
    private record Resting(EventPool.Part part, String[] aliases, int[] numbers) {
        static Resting of(List<Named> events, EventPool pool) {
            EventPool.Part part = new EventPool.Part(pool);
            String[] aliases = new String[events.size()];
            int[] numbers = new int[events.size()];
            for (int i = 0; i < aliases.length; i++) {
                aliases[i] = events.get(i).alias();
                numbers[i] = part.reference(events.get(i).occurrence());
            }
            return new Resting(part, aliases, numbers);
        }

        List<Named> events() {
            List<Named> events = new ArrayList<>();
            for (int i = 0; i < aliases.length; i++) {
                events.add(new Named(aliases[i], part.occurrence(numbers[i])));
            }
            return events;
        }
    }

    private Witness(List<Named> events) {
        this.events = events;
    }

    private Witness(Resting resting) {
        this.resting = resting;
    }

    static Witness of(Pattern pattern, Path path) {
        List<Named> events = new ArrayList<>();
        for (Path.Taken taken : path.taken()) {
            Step step = pattern.sequence().get(taken.step());
            events.add(new Named(step instanceof Step.Take take ? take.alias() : null, taken.occurrence()));
        }
        return new Witness(events);
    }

    /** For a record, with the step that took each. */
    List<MatchedEvent> matched(List<Integer> steps) {
        List<MatchedEvent> matched = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Named named = events().get(i);
            PlayerEvent event = named.occurrence().event();
            matched.add(new MatchedEvent(steps.get(i), named.alias(), event.eventId(), event.type(), event.at()));
        }
        return matched;
    }

    List<PlayerEvent> as(String alias) {
        List<PlayerEvent> matched = new ArrayList<>();
        for (Named named : events()) {
            if (alias.equals(named.alias())) {
                matched.add(named.occurrence().event());
            }
        }
        return matched;
    }

    /** Whether every event that carries this field carries this value. */
    boolean agrees(String field, Object value, Vocabulary vocabulary) {
        for (Named named : events()) {
            PlayerEvent event = named.occurrence().event();
            if (vocabulary.declares(event.type(), field)) {
                Object own = Vocabulary.value(event, field);
                if (own == null || !Vocabulary.same(own, value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether one of them is this event, which a correction undoes: it knows the event by type, time, and what it names. */
    boolean restsOn(PlayerEvent undone, Vocabulary vocabulary) {
        Map<String, EventType.Attribute> attributes =
                vocabulary.type(undone.type()).attributes();
        for (Named named : events()) {
            PlayerEvent event = named.occurrence().event();
            if (event.type().equals(undone.type())
                    && event.at() == undone.at()
                    && attributes.entrySet().stream()
                            .filter(attribute -> isName(attribute.getValue()))
                            .allMatch(attribute -> agree(
                                    event.attributes().get(attribute.getKey()),
                                    undone.attributes().get(attribute.getKey())))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it says that a bet or a round is void or rolled back. */
    static boolean isVoid(PlayerEvent event) {
        return VOID.stream().anyMatch(event.attributes()::containsValue);
    }

    /** Whether one of them names the bet or the round that this event names. */
    boolean isAboutTheBetOf(PlayerEvent event) {
        return BETS.stream()
                .filter(name -> event.attributes().get(name) != null)
                .anyMatch(name -> events().stream()
                        .anyMatch(named -> event.attributes()
                                .get(name)
                                .equals(named.occurrence().event().attributes().get(name))));
    }

    private static boolean isName(EventType.Attribute attribute) {
        return attribute.type() == ValueType.STRING && attribute.listed().isEmpty();
    }

    /** What one of them does not say does not tell them apart. */
    private static boolean agree(Object one, Object other) {
        return one == null || other == null || one.equals(other);
    }

    /** The value in which all events agree that carry an attribute; null if none does, or they do not agree. */
    String common(String attribute) {
        String common = null;
        for (Named named : events()) {
            if (named.occurrence().event().attributes().get(attribute) instanceof String own) {
                if (common != null && !common.equals(own)) {
                    return null;
                }
                common = own;
            }
        }
        return common;
    }

    /** Whether a row with it can be written without asking its pool for an event. */
    boolean isUnread() {
        return resting != null || events.isEmpty();
    }

    List<Named> events() {
        if (resting != null) {
            events = resting.events();
            resting = null;
        }
        return events;
    }

    int size() {
        return resting == null ? events.size() : resting.numbers().length;
    }

    /** Nobody needs its events any more. */
    void letGo() {
        if (resting != null) {
            resting.part().letGo();
        }
    }

    void write(EventPool pool, RowWriter out) throws IOException {
        Resting written = resting == null ? Resting.of(events, pool) : resting;
        Values.writeLength(written.aliases().length, out);
        if (written.aliases().length == 0) {
            return;
        }
        written.part().write(out);
        for (int i = 0; i < written.aliases().length; i++) {
            Values.writeOptional(written.aliases()[i], out);
            Values.writeLength(written.numbers()[i], out);
        }
    }

    static Witness read(EventPool pool, RowReader in) throws IOException {
        int size = Values.readLength(in);
        if (size == 0) {
            return NOBODY;
        }
        EventPool.Part part = EventPool.Part.read(pool, in);
        in.require(size);
        String[] aliases = new String[size];
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            aliases[i] = Values.readOptionalWord(in);
            numbers[i] = Values.readLength(in);
        }
        return new Witness(new Resting(part, aliases, numbers));
    }
}
