package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.Guard.No;
import io.kairos.playbook.OfferClass;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the player has asked us to leave off: "not now", no nudges at all, "stop these". Of one wish the later word
 * counts. What is general leaves care; a wish that names care, or an offer of care, holds for it.
 */
final class Wishes {
    private static final String PREFERENCES = "player_preferences";
    private static final String FEEDBACK = "offer_feedback";

    /** So many stops are kept; who has more has asked for no nudges at all. */
    static final int MOST_STOPS = 32;

    /** So many offers are known by their id after they were made. */
    static final int MOST_KNOWN = 16;

    private static final String ALL = "all";
    private static final String REFERENCE = "stop/";
    private static final long FOR_EVER = Long.MAX_VALUE;

    /** @param until it holds before that */
    private record Snooze(long at, long until) {
        /** Of two of the same time the longer one counts. */
        boolean outlasts(Snooze other) {
            return at > other.at || at == other.at && until > other.until;
        }

        /** @param other of more classes or of fewer: said later, it can end this one, but not shorten it */
        boolean holdsAt(long time, Snooze other) {
            return time < until && (other == null || other.until > other.at || other.at <= at);
        }
    }

    /** An offer he was made. */
    private record Known(String offerId, String pattern, String offer) {}

    /** @param holds false if he took it back */
    private record Stop(Known what, long at, boolean holds) {}

    /** By class, or {@link #ALL}. */
    private final Map<String, Snooze> snoozes = new TreeMap<>();

    private final List<Stop> stops = new ArrayList<>();
    private final List<Known> known = new ArrayList<>();
    private boolean noNudge;
    private long noNudgeAt = Long.MIN_VALUE;

    /** Whether an event may be a wish. */
    static boolean mayBe(PlayerEvent event) {
        if (!event.type().equals(FEEDBACK)) {
            return event.type().equals(PREFERENCES);
        }
        Stage stage = Stage.of(event.attributes().get("stage"));
        return stage == Stage.OPTED_OUT || stage == Stage.OPTED_IN;
    }

    /** Takes a wish in, however late it comes. */
    void on(PlayerEvent event) {
        Map<String, Object> attributes = event.attributes();
        if (event.type().equals(PREFERENCES)) {
            if (attributes.get("snooze") instanceof String what) {
                Object until = attributes.get("snooze_until");
                snooze(what, new Snooze(event.at(), until instanceof Long time ? time : FOR_EVER));
            }
            if (attributes.get("no_nudge") instanceof Boolean none) {
                nudge(none, event.at());
            }
        } else if (mayBe(event) && attributes.get("offer_id") instanceof String id) {
            stop(id, event.at(), Stage.of(attributes.get("stage")) == Stage.OPTED_OUT);
        }
    }

    /** What is no class is all of them. */
    private void snooze(String what, Snooze next) {
        String word = what.toLowerCase(Locale.ROOT);
        String of = ALL;
        for (OfferClass each : OfferClass.values()) {
            if (word(each).equals(word)) {
                of = word;
            }
        }
        Snooze before = snoozes.get(of);
        if (before == null || next.outlasts(before)) {
            snoozes.put(of, next);
        }
    }

    private void nudge(boolean none, long at) {
        if (at > noNudgeAt || at == noNudgeAt && none) {
            noNudge = none;
            noNudgeAt = at;
        }
    }

    /** To stop what nobody remembers is to stop everything: whatever he meant is in it. */
    private void stop(String reference, long at, boolean holds) {
        String id = reference.startsWith(REFERENCE) ? reference.substring(REFERENCE.length()) : reference;
        for (Stop stop : stops) {
            if (stop.what().offerId().equals(id)) {
                put(new Stop(stop.what(), at, holds));
                return;
            }
        }
        for (Known offer : known) {
            if (offer.offerId().equals(id)) {
                put(new Stop(offer, at, holds));
                return;
            }
        }
        if (holds) {
            nudge(true, at);
        }
    }

    private void put(Stop next) {
        for (int i = 0; i < stops.size(); i++) {
            Stop stop = stops.get(i);
            if (stop.what().pattern().equals(next.what().pattern())
                    && stop.what().offer().equals(next.what().offer())) {
                if (next.at() > stop.at() || next.at() == stop.at() && next.holds()) {
                    stops.set(i, next);
                }
                return;
            }
        }
        stops.add(next);
        if (stops.size() > MOST_STOPS) {
            Stop first =
                    stops.stream().filter(stop -> !stop.holds()).findFirst().orElse(stops.get(0));
            stops.remove(first);
            if (first.holds()) {
                nudge(true, next.at());
            }
        }
    }

    /** He was made an offer: from now on he can refer to it. */
    void offered(OfferRecord offer) {
        known.removeIf(each -> each.offerId().equals(offer.offerId()));
        known.add(new Known(offer.offerId(), offer.pattern(), offer.offer()));
        if (known.size() > MOST_KNOWN) {
            known.remove(0);
        }
    }

    /** The wish against an offer of a pattern at {@code time}; null if there is none. */
    No against(OfferClass offerClass, String offer, String pattern, long time) {
        for (Stop stop : stops) {
            if (stop.holds()
                    && (stop.what().offer().equals(offer)
                            || stop.what().pattern().equals(pattern))) {
                return new No(
                        Reason.STOPPED,
                        stop.what().offer() + " of " + stop.what().pattern());
            }
        }
        boolean care = offerClass == OfferClass.CARE;
        if (noNudge && !care) {
            return new No(Reason.STOPPED, "no_nudge");
        }
        Snooze own = snoozes.get(word(offerClass));
        Snooze all = care ? null : snoozes.get(ALL);
        if (own != null && own.holdsAt(time, all)) {
            return new No(Reason.SNOOZED, word(offerClass));
        }
        return all != null && all.holdsAt(time, own) ? new No(Reason.SNOOZED, ALL) : null;
    }

    private static String word(OfferClass offerClass) {
        return offerClass.name().toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return snoozes.isEmpty() && stops.isEmpty() && known.isEmpty() && noNudgeAt == Long.MIN_VALUE;
    }

    /** When no wish stands any more; {@link Long#MAX_VALUE} if one stands for ever. */
    long diesAt() {
        if (noNudge || stops.stream().anyMatch(Stop::holds)) {
            return FOR_EVER;
        }
        long end = Long.MIN_VALUE;
        for (Snooze snooze : snoozes.values()) {
            end = Math.max(end, snooze.until());
        }
        return end;
    }

    /** What he has asked, for people to read. */
    Map<String, Object> shown() {
        List<Object> snoozed = new ArrayList<>();
        snoozes.forEach((of, snooze) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("class", of);
            each.put("said_at", snooze.at());
            each.put("until", snooze.until() == FOR_EVER ? null : snooze.until());
            snoozed.add(each);
        });
        List<Object> stopped = new ArrayList<>();
        for (Stop stop : stops) {
            Map<String, Object> each = shown(stop.what());
            each.put("said_at", stop.at());
            each.put("holds", stop.holds());
            stopped.add(each);
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("no_nudge", noNudge);
        shown.put("no_nudge_said_at", noNudgeAt == Long.MIN_VALUE ? null : noNudgeAt);
        shown.put("snoozed", snoozed);
        shown.put("stopped", stopped);
        shown.put("may_stop", known.stream().map(Wishes::shown).toList());
        return shown;
    }

    private static Map<String, Object> shown(Known offer) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("offer_id", offer.offerId());
        shown.put("offer", offer.offer());
        shown.put("pattern", offer.pattern());
        return shown;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(noNudge);
        Values.writeLong(noNudgeAt, out);
        Values.writeLength(snoozes.size(), out);
        for (Map.Entry<String, Snooze> snooze : snoozes.entrySet()) {
            Values.writeText(snooze.getKey(), out);
            Values.writeLong(snooze.getValue().at(), out);
            Values.writeLong(snooze.getValue().until(), out);
        }
        Values.writeLength(stops.size(), out);
        for (Stop stop : stops) {
            write(stop.what(), out);
            Values.writeLong(stop.at(), out);
            out.writeBoolean(stop.holds());
        }
        Values.writeLength(known.size(), out);
        for (Known offer : known) {
            write(offer, out);
        }
    }

    private static void write(Known offer, DataOutput out) throws IOException {
        Values.writeText(offer.offerId(), out);
        Values.writeText(offer.pattern(), out);
        Values.writeText(offer.offer(), out);
    }

    static Wishes read(DataInput in) throws IOException {
        Wishes wishes = new Wishes();
        wishes.noNudge = in.readBoolean();
        wishes.noNudgeAt = Values.readLong(in);
        for (int left = Values.readLength(in); left > 0; left--) {
            wishes.snoozes.put(Values.readWord(in), new Snooze(Values.readLong(in), Values.readLong(in)));
        }
        for (int left = Values.readLength(in); left > 0; left--) {
            wishes.stops.add(new Stop(readKnown(in), Values.readLong(in), in.readBoolean()));
        }
        for (int left = Values.readLength(in); left > 0; left--) {
            wishes.known.add(readKnown(in));
        }
        return wishes;
    }

    private static Known readKnown(DataInput in) throws IOException {
        return new Known(Values.readText(in), Values.readWord(in), Values.readWord(in));
    }
}
