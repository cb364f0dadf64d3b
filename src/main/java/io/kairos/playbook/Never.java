package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may never be sent after some events.
 *
 * @param requires offers that require this; null if {@code offerClass} says which
 * @param licence where it binds; null for everywhere
 */
record Never(Selector after, String requires, OfferClass offerClass, String because, String licence) {
    private static final int MOST_COMBINATIONS = 4096;

    boolean forbids(OfferTemplate offer) {
        return requires != null ? requires.equals(offer.requires()) : offerClass == offer.offerClass();
    }

    /** Whether it binds a pattern with this audience and this offer: neither of them excludes the licence. */
    boolean binds(Pattern.Audience audience, OfferTemplate offer) {
        return licence == null || !(excluded(audience.when()) || excluded(offer.eligible()));
    }

    /** Who forbids it, and what can be done. */
    String whose() {
        return licence == null
                ? "the policy's `never` forbids it"
                : "the licence's `never` forbids it; where it may be sent all the same, say eligible: \"licence != '"
                        + licence + "'\"";
    }

    private boolean excluded(Expression condition) {
        return condition != null && condition.test(new LittleKnown(null, licence)) == Truth.FALSE;
    }

    /** The type by which a pattern grows from one of these events, through the patterns it builds on; null if it does not. */
    String grownFrom(PatternReader.Read pattern, Draft draft) {
        return grownFrom(pattern, draft, new HashSet<>());
    }

    private String grownFrom(PatternReader.Read read, Draft draft, Set<String> seen) {
        if (!seen.add(read.pattern().id())) {
            return null;
        }
        for (Step step : read.pattern().sequence()) {
            if (!(step instanceof Step.Take take)) {
                continue;
            }
            for (Choice taken : take.on().choices()) {
                PatternReader.Read block =
                        draft.patternIds().contains(taken.type()) ? draft.pattern(taken.type()) : null;
                String grown = block == null ? null : grownFrom(block, draft, seen);
                if (grown != null) {
                    return grown;
                }
                for (Choice forbidden : after.choices()) {
                    if (forbidden.type().equals(taken.type()) && !exclude(forbidden, taken, draft)) {
                        return taken.type();
                    }
                }
            }
        }
        return null;
    }

    /**
     * Whether no event can be both: for each combination of the listed and boolean attributes, all else unknown, one of
     * the conditions is false.
     */
    private static boolean exclude(Choice one, Choice other, Draft draft) {
        List<Map<String, Object>> combinations = new ArrayList<>();
        combinations.add(new HashMap<>());
        for (Map.Entry<String, Attribute> attribute :
                draft.type(one.type()).attributes().entrySet()) {
            List<?> values = attribute.getValue().type() == ValueType.BOOLEAN
                    ? List.of(true, false)
                    : attribute.getValue().listed();
            if (values.isEmpty()) {
                continue;
            }
            List<Map<String, Object>> more = new ArrayList<>();
            for (Map<String, Object> combination : combinations) {
                for (Object value : values) {
                    Map<String, Object> extended = new LinkedHashMap<>(combination);
                    extended.put(attribute.getKey(), value);
                    more.add(extended);
                }
            }
            if (more.size() > MOST_COMBINATIONS) {
                return false;
            }
            combinations = more;
        }
        List<Expression> conditions = new ArrayList<>(one.conditions());
        conditions.addAll(other.conditions());
        for (Map<String, Object> combination : combinations) {
            Scope scope = new LittleKnown(PlayerEvent.of("", "", one.type(), 0, combination), null);
            if (conditions.stream().noneMatch(condition -> condition.test(scope) == Truth.FALSE)) {
                return false;
            }
        }
        return true;
    }
}
