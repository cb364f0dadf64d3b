package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType.Attribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of one type that stand for all there may be: one for each combination of its listed and boolean attributes. */
final class Probes {
    private static final int MOST = 4096;

    private Probes() {}

    /** The events, all else about them unknown; an event of which nothing is known if there were too many. */
    static List<PlayerEvent> of(EventType type) {
        Map<String, List<?>> values = new LinkedHashMap<>();
        type.attributes().forEach((name, attribute) -> values.put(name, values(attribute)));
        return with(PlayerEvent.of("", "", type.id(), 0, Map.of()), values);
    }

    /** The same event with each combination of these values of its attributes; itself if there were too many. */
    static List<PlayerEvent> with(PlayerEvent event, Map<String, List<?>> values) {
        List<Map<String, Object>> combinations = List.of(event.attributes());
        for (Map.Entry<String, List<?>> attribute : values.entrySet()) {
            List<?> those = attribute.getValue();
            if (those.isEmpty()) {
                continue;
            }
            if (combinations.size() * those.size() > MOST) {
                return List.of(event);
            }
            List<Map<String, Object>> more = new ArrayList<>();
            for (Map<String, Object> combination : combinations) {
                for (Object value : those) {
                    Map<String, Object> extended = new LinkedHashMap<>(combination);
                    extended.put(attribute.getKey(), value);
                    more.add(extended);
                }
            }
            combinations = more;
        }
        return combinations.stream()
                .map(attributes -> PlayerEvent.of("", "", event.type(), 0, attributes))
                .toList();
    }

    private static List<?> values(Attribute attribute) {
        return attribute.type() == ValueType.BOOLEAN ? List.of(true, false) : attribute.listed();
    }

    /** Whether an event is one of these: false as soon as one condition is, true if all are. */
    static Truth isOne(PlayerEvent event, Selector.Choice choice) {
        if (!event.type().equals(choice.type())) {
            return Truth.FALSE;
        }
        Scope scope = LittleKnown.ofEvent(event);
        Truth all = Truth.TRUE;
        for (Expression condition : choice.conditions()) {
            Truth one = condition.test(scope);
            if (one == Truth.FALSE) {
                return Truth.FALSE;
            }
            all = one == Truth.TRUE ? all : Truth.UNKNOWN;
        }
        return all;
    }

    /** Whether an event is one that a selector takes, whichever of its choices it is. */
    static Truth isOne(PlayerEvent event, Selector selector) {
        Truth any = Truth.FALSE;
        for (Selector.Choice choice : selector.choices()) {
            Truth one = isOne(event, choice);
            if (one == Truth.TRUE) {
                return Truth.TRUE;
            }
            any = one == Truth.FALSE ? any : Truth.UNKNOWN;
        }
        return any;
    }
}
