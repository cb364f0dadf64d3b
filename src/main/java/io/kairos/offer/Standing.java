package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.Protections;
import io.kairos.playbook.Protections.Protection;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What protects the player now: facts that stand until another says otherwise. Within one fact the later one wins.
 *
 * <p>Facts that say of which kind they are, by listed attributes that beginning and end share (a scope, a kind of block),
 * stand side by side: the end of a brand's exclusion does not end the national one, nor that of another brand. An end that
 * does not say ends all.
 */
public final class Standing {
    private static final long FOR_EVER = Long.MAX_VALUE;

    /** Of what is told apart by values that nobody has listed so many are known at once. */
    private static final int MOST_KINDS = 16;

    private static final int LONGEST_MARK = 40;

    /** The scope of what holds for one brand: of another brand it is another kind. */
    private static final String ONE_BRAND = "BRAND";

    private static final String BRAND = "brand=";

    /** What nobody has declared is all one kind: were each a kind of its own, whoever makes them up would fill the row. */
    private static final String UNLISTED = "?";

    /** What the last fact said. */
    private record State(long at, boolean holds, long until) {
        boolean holdsAt(long time) {
            return holds && time < until;
        }

        /** The later one counts; at the same time the longer, and where nothing may be sent, the one that holds. */
        boolean outlasts(State known, Protection protection) {
            if (at != known.at) {
                return at > known.at;
            }
            return holds && known.holds ? until >= known.until : holds || !holdsInDoubt(protection);
        }

        /** Of an end of all kinds: whether it ends this one. */
        boolean ends(State one, Protection protection) {
            return !holds && (at > one.at || at == one.at && !holdsInDoubt(protection));
        }

        private static boolean holdsInDoubt(Protection protection) {
            return protection.sends().isEmpty();
        }
    }

    /** By protection, and by kind; the kind of what does not say is empty. */
    private final Map<String, Map<String, State>> states = new TreeMap<>();

    /** Takes a fact in, however late it comes; false if it concerns no protection. */
    boolean on(PlayerEvent event, Protections protections, Vocabulary vocabulary, Scope scope) {
        boolean concerned = false;
        for (Protection protection : protections.concernedBy(event.type())) {
            boolean ends = protection.to() != null && protection.to().selects(event, scope);
            if (ends || protection.from().selects(event, scope)) {
                State said = ends ? new State(event.at(), false, FOR_EVER) : begun(protection, event);
                String kind = kind(protection, event, vocabulary);
                put(protection, kind, said);
                if (!said.holds()) {
                    states.get(protection.id())
                            .entrySet()
                            .removeIf(
                                    other -> includes(kind, other.getKey()) && said.ends(other.getValue(), protection));
                }
                concerned = true;
            }
        }
        return concerned;
    }

    private void put(Protection protection, String kind, State next) {
        Map<String, State> kinds = states.computeIfAbsent(protection.id(), id -> new TreeMap<>());
        State known = kinds.get(kind);
        if (known == null || next.outlasts(known, protection)) {
            kinds.put(kind, next);
            if ((protection.per() != null || kind.contains(BRAND)) && kinds.size() > MOST_KINDS) {
                forgetOne(kinds);
            }
        }
    }

    /** One that holds no longer, else one that ends first: while others hold, so does the protection. */
    private static void forgetOne(Map<String, State> kinds) {
        kinds.entrySet().stream()
                .filter(kind -> !kind.getKey().isEmpty())
                .min(Comparator.comparing((Map.Entry<String, State> kind) ->
                                kind.getValue().holds())
                        .thenComparing(kind -> kind.getValue().until())
                        .thenComparing(kind -> kind.getValue().at())
                        .thenComparing(Map.Entry::getKey))
                .ifPresent(first -> kinds.remove(first.getKey()));
    }

    private static State begun(Protection protection, PlayerEvent event) {
        boolean holds = protection.latest() == null
                || !Boolean.FALSE.equals(event.attributes().get(protection.latest()));
        Object until = protection.until() == null ? null : event.attributes().get(protection.until());
        return new State(event.at(), holds, until instanceof Long time ? time : protection.endAfter(event.at()));
    }

    private static String kind(Protection protection, PlayerEvent event, Vocabulary vocabulary) {
        if (protection.kinds().isEmpty()) {
            return "";
        }
        StringBuilder kind = new StringBuilder();
        boolean ofBrand = false;
        Map<String, Attribute> attributes = vocabulary.type(event.type()).attributes();
        for (String name : protection.kinds()) {
            Object value = event.attributes().get(name);
            if (value == null) {
                return "";
            }
            List<String> listed = attributes.get(name).listed();
            kind.append(name)
                    .append('=')
                    .append(listed.isEmpty() ? mark(value) : listed.contains(value) ? value : UNLISTED)
                    .append(' ');
            ofBrand |= listed.contains(value) && ONE_BRAND.equals(value);
        }
        return ofBrand && event.brand() != null
                ? kind.append(BRAND).append(mark(event.brand())).toString()
                : kind.toString();
    }

    /** Whether a kind is all that another is, and says less. */
    private static boolean includes(String wide, String kind) {
        return !wide.equals(kind) && (wide.isEmpty() || kind.startsWith(wide + BRAND));
    }

    /** Two long values that begin alike are told apart by their hash. */
    private static String mark(Object value) {
        String text = value.toString();
        return text.length() <= LONGEST_MARK
                ? text
                : text.substring(0, LONGEST_MARK) + Integer.toHexString(text.hashCode());
    }

    private boolean holds(Protection protection, long time) {
        Map<String, State> kinds = states.getOrDefault(protection.id(), Map.of());
        return kinds.entrySet().stream()
                .filter(kind -> kind.getValue().holdsAt(time))
                .anyMatch(kind -> kinds.entrySet().stream()
                        .noneMatch(wide -> includes(wide.getKey(), kind.getKey())
                                && wide.getValue().ends(kind.getValue(), protection)));
    }

    /** The first protection that forbids a class at {@code time}; null if none does. */
    String forbids(OfferClass offerClass, Protections protections, long time) {
        for (Protection protection : protections.standing()) {
            if (!protection.sends().contains(offerClass) && holds(protection, time)) {
                return protection.id();
            }
        }
        return null;
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
