package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.Policy;
import io.kairos.playbook.Policy.Protection;
import io.kairos.playbook.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What protects the player now: facts that stand until another says otherwise. Within one fact the later one wins. */
public final class Standing {
    private static final long FOR_EVER = Long.MAX_VALUE;

    /** What the last fact said. */
    private record State(long at, boolean holds, long until) {
        boolean holdsAt(long time) {
            return holds && time < until;
        }
    }

    private final Map<String, State> states = new TreeMap<>();

    /** Takes a fact in, however late it comes. */
    void on(PlayerEvent event, Policy policy, Scope scope) {
        for (Protection protection : policy.protections()) {
            if (protection.to() != null && protection.to().selects(event, scope)) {
                put(protection, new State(event.at(), false, FOR_EVER));
            } else if (protection.from().selects(event, scope)) {
                put(protection, begun(protection, event));
            }
        }
    }

    private void put(Protection protection, State next) {
        State known = states.get(protection.id());
        if (known == null || next.at() >= known.at()) {
            states.put(protection.id(), next);
        }
    }

    private static State begun(Protection protection, PlayerEvent event) {
        boolean holds = protection.latest() == null
                || !Boolean.FALSE.equals(event.attributes().get(protection.latest()));
        Object until = protection.until() == null ? null : event.attributes().get(protection.until());
        return new State(event.at(), holds, until instanceof Long time ? time : FOR_EVER);
    }

    /** The first protection that forbids a class at {@code time}; null if none does. */
    String forbids(OfferClass offerClass, Policy policy, long time) {
        for (Protection protection : policy.protections()) {
            State state = states.get(protection.id());
            if (state != null && state.holdsAt(time) && !protection.sends().contains(offerClass)) {
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
        for (State state : states.values()) {
            if (state.holds()) {
                end = Math.max(end, state.until());
            }
        }
        return end;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(states.size(), out);
        for (Map.Entry<String, State> entry : states.entrySet()) {
            Values.writeText(entry.getKey(), out);
            Values.writeLong(entry.getValue().at(), out);
            out.writeBoolean(entry.getValue().holds());
            Values.writeLong(entry.getValue().until(), out);
        }
    }

    static Standing read(DataInput in) throws IOException {
        Standing standing = new Standing();
        int size = Values.readLength(in);
        for (int i = 0; i < size; i++) {
            standing.states.put(
                    Values.readText(in), new State(Values.readLong(in), in.readBoolean(), Values.readLong(in)));
        }
        return standing;
    }
}
