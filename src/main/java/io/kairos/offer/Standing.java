package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.Policy;
import io.kairos.playbook.Policy.Protection;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What protects the player now: facts that stand until another says otherwise. Within one fact the later one wins.
 *
 * <p>Facts that say of which kind they are, by listed attributes that beginning and end share (a scope, a kind of block),
 * stand side by side: the end of a brand's exclusion does not end the national one. An end that does not say ends all.
 */
public final class Standing {
    private static final long FOR_EVER = Long.MAX_VALUE;

    /** What nobody has declared is all one kind: were each a kind of its own, whoever makes them up would fill the row. */
    private static final String UNLISTED = "?";

    /** What the last fact said. */
    private record State(long at, boolean holds, long until) {
        boolean holdsAt(long time) {
            return holds && time < until;
        }
    }

    /** By protection, and by kind; the kind of what does not say is empty. */
    private final Map<String, Map<String, State>> states = new TreeMap<>();

    /** Takes a fact in, however late it comes. */
    void on(PlayerEvent event, Policy policy, Vocabulary vocabulary, Scope scope) {
        for (Protection protection : policy.protections()) {
            if (protection.to() != null && protection.to().selects(event, scope)) {
                put(protection, kind(protection, event, vocabulary), new State(event.at(), false, FOR_EVER));
            } else if (protection.from().selects(event, scope)) {
                put(protection, kind(protection, event, vocabulary), begun(protection, event));
            }
        }
    }

    private void put(Protection protection, String kind, State next) {
        Map<String, State> kinds = states.computeIfAbsent(protection.id(), id -> new TreeMap<>());
        State known = kinds.get(kind);
        if (known == null || next.at() >= known.at()) {
            kinds.put(kind, next);
        }
    }

    private static State begun(Protection protection, PlayerEvent event) {
        boolean holds = protection.latest() == null
                || !Boolean.FALSE.equals(event.attributes().get(protection.latest()));
        Object until = protection.until() == null ? null : event.attributes().get(protection.until());
        return new State(event.at(), holds, until instanceof Long time ? time : FOR_EVER);
    }

    private static String kind(Protection protection, PlayerEvent event, Vocabulary vocabulary) {
        StringBuilder kind = new StringBuilder();
        Map<String, Attribute> attributes = vocabulary.type(event.type()).attributes();
        for (String name : new TreeSet<>(attributes.keySet())) {
            if (!attributes.get(name).listed().isEmpty() && isShared(name, protection, vocabulary)) {
                Object value = event.attributes().get(name);
                if (value == null) {
                    return "";
                }
                boolean known = attributes.get(name).listed().contains(value);
                kind.append(name).append('=').append(known ? value : UNLISTED).append(' ');
            }
        }
        return kind.toString();
    }

    private static boolean isShared(String attribute, Protection protection, Vocabulary vocabulary) {
        return Stream.of(protection.from(), protection.to())
                .filter(Objects::nonNull)
                .flatMap(selector -> selector.types().stream())
                .allMatch(type -> vocabulary.declares(type, attribute));
    }

    private boolean holds(Protection protection, long time) {
        Map<String, State> kinds = states.getOrDefault(protection.id(), Map.of());
        State ofAll = kinds.get("");
        for (State state : kinds.values()) {
            boolean endedWithAll = ofAll != null && !ofAll.holds() && ofAll.at() >= state.at();
            if (state.holdsAt(time) && !endedWithAll) {
                return true;
            }
        }
        return false;
    }

    /** The first protection that forbids a class at {@code time}; null if none does. */
    String forbids(OfferClass offerClass, Policy policy, long time) {
        for (Protection protection : policy.protections()) {
            if (!protection.sends().contains(offerClass) && holds(protection, time)) {
                return protection.id();
            }
        }
        return null;
    }

    /** The classes that some protection forbids at {@code time}. */
    Set<OfferClass> forbidden(Policy policy, long time) {
        Set<OfferClass> forbidden = EnumSet.noneOf(OfferClass.class);
        for (OfferClass offerClass : OfferClass.values()) {
            if (forbids(offerClass, policy, time) != null) {
                forbidden.add(offerClass);
            }
        }
        return forbidden;
    }

    /** When nothing stands any more; {@link Long#MAX_VALUE} if something stands for ever. */
    long diesAt() {
        long end = Long.MIN_VALUE;
        for (Map<String, State> kinds : states.values()) {
            for (State state : kinds.values()) {
                if (state.holds()) {
                    end = Math.max(end, state.until());
                }
            }
        }
        return end;
    }

    /** What the last facts said, for people to read. */
    List<Map<String, Object>> shown() {
        List<Map<String, Object>> shown = new ArrayList<>();
        states.forEach((protection, kinds) -> kinds.forEach((kind, state) -> {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("protection", protection);
            said.put("kind", kind.strip());
            said.put("said_at", state.at());
            said.put("holds", state.holds());
            said.put("until", state.until() == FOR_EVER ? null : state.until());
            shown.add(said);
        }));
        return shown;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(states.size(), out);
        for (Map.Entry<String, Map<String, State>> protection : states.entrySet()) {
            Values.writeText(protection.getKey(), out);
            Values.writeLength(protection.getValue().size(), out);
            for (Map.Entry<String, State> kind : protection.getValue().entrySet()) {
                Values.writeText(kind.getKey(), out);
                Values.writeLong(kind.getValue().at(), out);
                out.writeBoolean(kind.getValue().holds());
                Values.writeLong(kind.getValue().until(), out);
            }
        }
    }

    static Standing read(DataInput in) throws IOException {
        Standing standing = new Standing();
        for (int left = Values.readLength(in); left > 0; left--) {
            Map<String, State> kinds = new TreeMap<>();
            standing.states.put(Values.readText(in), kinds);
            for (int more = Values.readLength(in); more > 0; more--) {
                kinds.put(Values.readText(in), new State(Values.readLong(in), in.readBoolean(), Values.readLong(in)));
            }
        }
        return standing;
    }
}
