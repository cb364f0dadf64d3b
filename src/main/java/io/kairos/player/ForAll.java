package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Purse;
import io.kairos.playbook.EventType;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What concerns everybody: of each type of event for all the latest, and the latest of each licence it speaks for, and
 * what is spent of the budgets. It never changes; what comes makes another.
 *
 * @param latest by type, and by type and licence; under the empty licence what names none
 * @param purse what is spent of the budgets
 */
public record ForAll(Map<String, PlayerEvent> latest, Purse purse) {
    public static final ForAll NOTHING = new ForAll(Map.of(), Purse.WHOLE);

    /** Never heard. */
    public static final long NEVER = Long.MIN_VALUE;

    /** No event type has it in its name. */
    private static final char OF = '@';

    /** Licences that are told apart; of more the one silent for longest is forgotten, and so is as if never heard. */
    private static final int MOST_LICENCES = 64;

    public ForAll {
        latest = Map.copyOf(latest);
    }

    /** With one more event; the same if there is a later one of its type and licence, or one of the same time. */
    public ForAll with(PlayerEvent event) {
        String speaksFor = key(event.type(), event.licence());
        if (!isNews(event.type(), event) && !isNews(speaksFor, event)) {
            return this;
        }
        Map<String, PlayerEvent> next = new HashMap<>(latest);
        if (isNews(event.type(), event)) {
            next.put(event.type(), event);
        }
        if (isNews(speaksFor, event)) {
            next.put(speaksFor, event);
        }
        forgetTheMostSilent(event.type(), next);
        return new ForAll(next, purse);
    }

    /** With another purse. */
    public ForAll with(Purse left) {
        return left == purse ? this : new ForAll(latest, left);
    }

    private boolean isNews(String key, PlayerEvent event) {
        PlayerEvent known = latest.get(key);
        return known == null || known.at() < event.at();
    }

    private static void forgetTheMostSilent(String type, Map<String, PlayerEvent> events) {
        if (events.keySet().stream().filter(key -> key.startsWith(type + OF)).count() > MOST_LICENCES) {
            events.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(type + OF))
                    .min(Comparator.<Map.Entry<String, PlayerEvent>>comparingLong(
                                    entry -> entry.getValue().at())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .ifPresent(silent -> events.remove(silent.getKey()));
        }
    }

    private static String key(String type, String licence) {
        return type + OF + (licence == null ? "" : licence);
    }

    /** The type of event that is under a key of {@link #latest}. */
    public static String typeOf(String key) {
        int of = key.indexOf(OF);
        return of < 0 ? key : key.substring(0, of);
    }

    /** The latest of a type; null if none came, or if it has expired by {@code time}. */
    PlayerEvent of(EventType type, long time) {
        PlayerEvent event = type == null ? null : latest.get(type.id());
        return event == null || event.at() + type.expires() <= time ? null : event;
    }

    /** The time of the latest that speaks for a licence, or names none; {@link #NEVER} if none came. */
    long heardAt(String type, String licence) {
        return Math.max(at(key(type, null)), licence == null ? NEVER : at(key(type, licence)));
    }

    private long at(String key) {
        PlayerEvent event = latest.get(key);
        return event == null ? NEVER : event.at();
    }
}
