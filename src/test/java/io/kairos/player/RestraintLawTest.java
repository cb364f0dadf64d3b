package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a player does and says, and whenever time is looked at: held against the letter of the policy. */
class RestraintLawTest {
    private static final int STREAMS = 40;
    private static final int EVENTS = 120;
    private static final String[] PLAYBOOK = {
        "events.yaml",
        """
        events:
          seen:    { actor: player, attributes: { product: [SPORTS, CASINO] } }
          went:    { actor: player }
          worried: { actor: player }
          consent_changed: { actor: player, fact: true, attributes: { by: [SITE, PUSH], product: [SPORTS, CASINO, ALL], purpose: [MARKETING, PROFILING], opted_in: boolean } }
          player_preferences: { actor: player, fact: true, attributes: { snooze: string, snooze_until: time, no_nudge: boolean } }
          offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED, OPTED_OUT, OPTED_IN] } }
        """,
        "offers.yaml",
        """
        offers:
          gift:  { class: inducement, lasts: 5s, channels: [in_app, push], message: "A gift." }
          guide: { class: help, lasts: 4s, channels: [in_app], message: "A guide." }
          care:  { class: care, lasts: 3s, channels: [in_app], message: "A break?" }
        """,
        "policy.yaml",
        """
        restraint:
          caps: [2 per 20s, 5 per 90s, 4 per session]
          care_caps: [1 per 8s, 4 per 60s]
          gap: 6s
          quiet_hours: { from: "12:03", to: "12:04", channels: [push] }
          back_off: { after: [2 dismissed per 40s, 3 ignored per 50s], for: 30s, doubling_to: 100s, forgiven_by: accepted }
        consent: { from: consent_changed, needs: { inducement: [product, channel, profiling], help: [] } }
        """,
        "patterns/giving.yaml",
        "pattern: giving\nsequence: [{ on: seen }]\noffers: [gift, guide]\nbecause: You were here.\nuntil: went\n",
        "patterns/guiding.yaml",
        "pattern: guiding\nsequence: [{ on: went }]\noffers: [guide, care]\nbecause: You were here.\npriority: 60\n",
        "patterns/caring.yaml",
        "pattern: caring\nsequence: [{ on: worried }]\noffers: [care]\nbecause: You were here.\npriority: 90\n",
        "patterns/trying.yaml",
        "pattern: trying\nsequence: [{ on: seen }]\noffers: [gift]\nbecause: You were here.\nmode: shadow\n",
    };

    private final Map<Status, Integer> met = new EnumMap<>(Status.class);
    private final Map<String, Integer> refused = new HashMap<>();
    private int longerSilences;

    @Test
    void capsHoldInEveryWindowNothingIsSentUnaskedAndCutsChangeNothing() {
        for (int seed = 0; seed < STREAMS; seed++) {
            try (Rig whole = Rig.of(PLAYBOOK);
                    Rig cut = Rig.of(PLAYBOOK)) {
                Random random = new Random(seed);
                String as = "seed " + seed;
                List<PlayerEvent> events = playAndWatch(whole, random, as);
                long time = NOON;
                for (PlayerEvent event : events) {
                    while (event.at() > time && random.nextInt(3) > 0) {
                        time += 1 + random.nextLong(event.at() - time);
                        cut.until(time);
                    }
                    cut.on(event);
                    time = Math.max(time, event.at());
                }
                cut.toTheEnd();
                assertThat(cut.offers).as(as).isEqualTo(whole.offers);
                assertThat(cut.decisions).as(as).isEqualTo(whole.decisions);
                keepsWindows(whole.offers, as);
                keepsSilence(whole.offers, as);
                whole.offers.forEach(offer -> met.merge(offer.status(), 1, Integer::sum));
                whole.counts.forEach((of, times) -> refused.merge(of, times, Integer::sum));
            }
        }
        assertThat(met.keySet()).containsExactlyInAnyOrder(Status.values());
        assertThat(longerSilences).isPositive();
        for (String reason : List.of("CAPPED", "GAP", "BACKED_OFF", "NO_CONSENT", "SNOOZED", "STOPPED", "SHADOW")) {
            assertThat(refused).as(reason).containsKey("decisions " + reason);
        }
    }

    /** Plays, and holds what he said, by the letter, against what he is sent. */
    private static List<PlayerEvent> playAndWatch(Rig rig, Random random, String as) {
        Play play = Play.player("ada").in("session_id", "s0").in("zone", "UTC");
        Said said = new Said();
        List<PlayerEvent> events = new ArrayList<>();
        String session = "s0";
        Map<String, Integer> seenIn = new HashMap<>();
        int known = 0;
        for (int i = 0; i < EVENTS; i++) {
            play.waits(random.nextInt(4) == 0 ? 0 : random.nextLong(5_000));
            if (random.nextInt(15) == 0) {
                session = "s" + i;
                play.in("session_id", session);
            }
            something(play, random, rig.offers);
            PlayerEvent event = play.last();
            events.add(event);
            rig.on(event);
            said.on(event, rig.offers.subList(0, known));
            for (OfferRecord offer : rig.offers.subList(known, rig.offers.size())) {
                if (offer.status() == Status.ISSUED && !offer.offerClass().equals("care")) {
                    said.allows(offer, event, as);
                    assertThat(seenIn.merge(session, 1, Integer::sum)).as(as).isLessThanOrEqualTo(4);
                    long minute = (offer.at() - NOON) / 60_000;
                    assertThat(offer.channels().contains("push") && minute == 3)
                            .as(as + ": quiet at " + offer)
                            .isFalse();
                }
            }
            known = rig.offers.size();
        }
        rig.toTheEnd();
        return events;
    }

    private static void something(Play play, Random random, List<OfferRecord> offers) {
        int kind = random.nextInt(100);
        boolean yes = random.nextInt(5) > 0;
        String product = List.of("SPORTS", "CASINO", "ALL").get(random.nextInt(3));
        if (kind < 40) {
            play.does("seen", "product", random.nextBoolean() ? "SPORTS" : "CASINO");
        } else if (kind < 50) {
            play.does("went");
        } else if (kind < 58) {
            play.does("worried");
        } else if (kind < 72) {
            long at = random.nextInt(5) == 0 ? play.now() - random.nextLong(40_000) : play.now();
            String by = random.nextBoolean() ? "SITE" : "PUSH";
            String purpose = random.nextInt(3) == 0 ? "PROFILING" : "MARKETING";
            play.at(at, "consent_changed", "opted_in", yes, "purpose", purpose, "product", product, "by", by);
        } else if (kind < 75) {
            String what = List.of("all", "inducement", "help").get(random.nextInt(3));
            play.does("player_preferences", "snooze", what, "snooze_until", play.now() + random.nextLong(20_000));
        } else if (kind < 77) {
            play.does("player_preferences", "no_nudge", !yes);
        } else if (offers.isEmpty()) {
            play.does("worried");
        } else {
            OfferRecord offer = offers.get(Math.max(0, offers.size() - 1 - random.nextInt(3)));
            int answer = random.nextInt(100);
            String stage =
                    answer < 60 ? "DISMISSED" : answer < 92 ? "ACCEPTED" : answer < 94 ? "OPTED_OUT" : "OPTED_IN";
            play.does("offer_feedback", "offer_id", offer.offerId(), "stage", stage);
        }
    }

    /** What he said, kept as a list and read from the beginning each time. */
    private static final class Said {
        private final List<PlayerEvent> words = new ArrayList<>();
        private final Map<String, long[]> stopped = new HashMap<>();

        void on(PlayerEvent event, List<OfferRecord> offers) {
            words.add(event);
            Object stage = event.attributes().get("stage");
            if (("OPTED_OUT".equals(stage) || "OPTED_IN".equals(stage))) {
                offers.stream()
                        .filter(offer ->
                                offer.offerId().equals(event.attributes().get("offer_id")))
                        .findFirst()
                        .ifPresent(offer -> {
                            long stands = "OPTED_OUT".equals(stage) ? 1 : 0;
                            long[] before = stopped.get(offer.offer() + " " + offer.pattern());
                            boolean same = before != null && before[0] == event.at();
                            stopped.put(offer.offer() + " " + offer.pattern(), new long[] {
                                event.at(), same ? Math.max(stands, before[1]) : stands
                            });
                        });
            }
        }

        void allows(OfferRecord offer, PlayerEvent at, String as) {
            assertThat(objects()).as(as + ": objects to profiling at " + offer).isFalse();
            assertThat(noNudge()).as(as + ": wants no nudges at " + offer).isFalse();
            assertThat(snoozed(offer)).as(as + ": snoozed " + offer).isFalse();
            stopped.forEach((what, word) -> assertThat(word[1] == 1
                            && (what.startsWith(offer.offer() + " ") || what.endsWith(" " + offer.pattern())))
                    .as(as + ": stopped " + what + " at " + offer)
                    .isFalse());
            if (offer.offerClass().equals("inducement")) {
                Object product = at.attributes().get("product");
                assertThat(offer.channels()).as(as).isNotEmpty();
                for (String channel : offer.channels()) {
                    String by = channel.equals("push") ? "PUSH" : "SITE";
                    assertThat(last("MARKETING", List.of(product, "ALL"), by))
                            .as(as + ": " + product + " by " + channel)
                            .isTrue();
                }
                assertThat(last("PROFILING", List.of(product, "ALL"), null))
                        .as(as)
                        .isTrue();
            }
        }

        /** The latest word about one of these products; a no if there is none. */
        private boolean last(String purpose, List<Object> products, String by) {
            PlayerEvent last = null;
            for (PlayerEvent word : words) {
                if (word.type().equals("consent_changed")
                        && purpose.equals(word.attributes().get("purpose"))
                        && products.contains(word.attributes().get("product"))
                        && (by == null || by.equals(word.attributes().get("by")))
                        && (last == null || word.at() > last.at() || word.at() == last.at() && !yes(word))) {
                    last = word;
                }
            }
            return last != null && yes(last);
        }

        private static boolean yes(PlayerEvent word) {
            return (boolean) word.attributes().get("opted_in");
        }

        private boolean objects() {
            Set<Object> products = new HashSet<>(List.of("SPORTS", "CASINO"));
            for (Object product : products) {
                boolean spoken = words.stream()
                        .anyMatch(word -> "PROFILING".equals(word.attributes().get("purpose"))
                                && !yes(word)
                                && List.of(product, "ALL")
                                        .contains(word.attributes().get("product")));
                if (spoken && !last("PROFILING", List.of(product, "ALL"), null)) {
                    return true;
                }
            }
            return false;
        }

        private boolean noNudge() {
            boolean none = false;
            long at = Long.MIN_VALUE;
            for (PlayerEvent word : words) {
                if (word.attributes().get("no_nudge") instanceof Boolean next && (word.at() > at || next)) {
                    none = next;
                    at = word.at();
                }
            }
            return none;
        }

        private boolean snoozed(OfferRecord offer) {
            PlayerEvent last = null;
            for (PlayerEvent word : words) {
                Object what = word.attributes().get("snooze");
                if (offer.offerClass().equals(what) || "all".equals(what)) {
                    last = word;
                }
            }
            return last != null && offer.at() < (long) last.attributes().get("snooze_until");
        }
    }

    private static void keepsWindows(List<OfferRecord> records, String as) {
        List<Long> seen = times(records, false);
        for (long[] cap : new long[][] {{2, 20_000}, {5, 90_000}, {1, 6_000}}) {
            holds(seen, cap, as);
        }
        for (long[] cap : new long[][] {{1, 8_000}, {4, 60_000}}) {
            holds(times(records, true), cap, as + ", care");
        }
    }

    private static List<Long> times(List<OfferRecord> records, boolean care) {
        return records.stream()
                .filter(offer ->
                        offer.status() == Status.ISSUED && offer.offerClass().equals("care") == care)
                .map(OfferRecord::at)
                .toList();
    }

    private static void holds(List<Long> times, long[] cap, String as) {
        for (long end : times) {
            assertThat(times.stream()
                            .filter(time -> time > end - cap[1] && time <= end)
                            .count())
                    .as(as + ": " + cap[0] + " per " + cap[1])
                    .isLessThanOrEqualTo(cap[0]);
        }
    }

    /** Reckons the silences from how offers ended, and finds none issued in them. */
    private void keepsSilence(List<OfferRecord> records, String as) {
        List<Long> dismissed = new ArrayList<>();
        List<Long> ignored = new ArrayList<>();
        long until = 0;
        long next = 30_000;
        for (OfferRecord record : records) {
            if (record.offerClass().equals("care")) {
                continue;
            }
            switch (record.status()) {
                case ISSUED ->
                    assertThat(record.at()).as(as + ": silent at " + record).isGreaterThanOrEqualTo(until);
                case ACCEPTED -> {
                    dismissed.clear();
                    ignored.clear();
                    until = 0;
                    next = 30_000;
                }
                case DISMISSED -> dismissed.add(record.at());
                case EXPIRED -> ignored.add(record.at());
                case WITHDRAWN -> {}
            }
            long now = record.at();
            boolean enough = dismissed.stream()
                                    .filter(time -> time > now - 40_000)
                                    .count()
                            >= 2
                    || ignored.stream().filter(time -> time > now - 50_000).count() >= 3;
            if (enough) {
                longerSilences += next > 30_000 ? 1 : 0;
                until = now + next;
                next = Math.min(2 * next, 100_000);
                dismissed.clear();
                ignored.clear();
            }
        }
    }
}
