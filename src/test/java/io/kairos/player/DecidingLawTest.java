package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a player, these hold of what he is offered; what protects him is held against it by the letter, in
 * words of this test's own. Other histories with {@code mvn test -Dtest=DecidingLawTest -Ddeciding.seed=123456}.
 */
class DecidingLawTest {
    private static final long FIRST_SEED = Long.getLong("deciding.seed", 0);
    private static final int HISTORIES = 120;
    private static final int EVENTS = 150;
    private static final long FEED = 20_000;
    private static final String[] PLAYBOOK = {
        "events.yaml",
        """
        events:
          seen: { actor: player, attributes: { product: [SPORTS, CASINO] } }
          tried: { actor: player, attributes: { product: [SPORTS, CASINO] } }
          went: { actor: player }
          paid: { actor: system, fact: true }
          consent_changed: { actor: player, fact: true, attributes: { by: [EMAIL, SITE, PUSH], product: [SPORTS, CASINO, ALL], purpose: [MARKETING, PROFILING], opted_in: boolean } }
          offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, CLICKED, ACCEPTED, DISMISSED, OPTED_OUT] } }
          rg_self_excluded: { actor: player, fact: true, attributes: { until: time } }
          rg_self_exclusion_ended: { actor: system, fact: true }
          rg_timeout_started: { actor: player, fact: true, attributes: { until: time } }
          rg_risk_scored: { actor: system, fact: true, attributes: { level: number, valid_until: time } }
          withdrawal_requested: { actor: player, fact: true }
          withdrawal_paid: { actor: system, fact: true }
          rg_heartbeat: { actor: system, scope: all, fact: true, expires: 60s }
        """,
        "tags.yaml",
        "tags: { harmed: { about: no gifts, suppress: [inducement] } }",
        "offers.yaml",
        """
        offers:
          hint: { class: information, lasts: 4s, channels: [in_app], message: "A hint." }
          help: { class: help, lasts: 3s, channels: [in_app], message: "Help." }
          gift: { class: inducement, lasts: 3s, channels: [in_app], caps: [2 per 20s], message: "A gift." }
          care: { class: care, lasts: 5s, channels: [in_app], message: "A break?" }
        """,
        "policy.yaml",
        """
        restraint:
          caps: [1 per 2s, 12 per session, 9 per 60s]
          care_caps: [1 per 4s, 5 per 60s]
          back_off: { after: [3 dismissed per 20s, 4 ignored per 20s], for: 5s, doubling_to: 20s, forgiven_by: accepted }
        protection:
          self-excluded: { from: rg_self_excluded, to: rg_self_exclusion_ended, sends: [] }
          timed-out: { from: rg_timeout_started, sends: [] }
          high-risk: { from: rg_risk_scored, where: "level >= 4", until: valid_until, sends: [care] }
          withdrawing: { from: withdrawal_requested, to: withdrawal_paid, sends: [care, information, help] }
          feed-silent: { no: rg_heartbeat, for: 20s, sends: [care] }
        consent:
          from: consent_changed
          needs: { inducement: [product, channel, profiling], information: [profiling], help: [], care: [] }
        """,
        "patterns/at-once.yaml",
        """
        pattern: at-once
        sequence: [{ on: seen, as: it }]
        facts: { product: it.product }
        offers: [gift, hint]
        because: You looked.
        until: went
        caps: [3 per 30s]
        """,
        "patterns/again.yaml",
        """
        pattern: again
        sequence: [{ on: tried, as: it }]
        facts: { product: it.product }
        offers: [gift]
        because: You tried.
        priority: 70
        """,
        "patterns/quiet.yaml",
        """
        pattern: quiet
        sequence: [{ on: [seen, tried] }, { no: any, for: 3s }]
        offers: [hint, help]
        because: You paused.
        until: any
        priority: 40
        """,
        "patterns/paid-up.yaml",
        """
        pattern: paid-up
        sequence: [{ on: paid }]
        offers: [care]
        because: You paid.
        priority: 60
        """,
        "patterns/twice.yaml",
        """
        pattern: twice
        sequence: [{ on: tried, times: 3, within: 4s }]
        tag: { name: harmed, for: 6s }
        offers: [care]
        because: You tried three times.
        priority: 80
        """,
    };

    private final Map<Decision.Reason, Integer> reasons = new EnumMap<>(Decision.Reason.class);
    private final Map<Status, Integer> statuses = new EnumMap<>(Status.class);
    private int gifts;

    /** What is known of the player, by the letter. */
    private static final class Known {
        private final List<PlayerEvent> facts = new ArrayList<>();
        private long heartbeat = Long.MIN_VALUE;

        void on(PlayerEvent event) {
            if (event.type().equals("rg_heartbeat")) {
                heartbeat = Math.max(heartbeat, event.at());
            } else {
                facts.add(event);
            }
        }

        /** The last that was said of something: the later one wins, of equal times the one that came later. */
        private PlayerEvent last(Predicate<PlayerEvent> what) {
            PlayerEvent last = null;
            for (PlayerEvent fact : facts) {
                if (what.test(fact) && (last == null || fact.at() >= last.at())) {
                    last = fact;
                }
            }
            return last;
        }

        private boolean isExcluded(long time) {
            PlayerEvent last = last(fact -> fact.type().startsWith("rg_self_excl"));
            return last != null && last.type().equals("rg_self_excluded") && isBefore(time, last, "until");
        }

        private boolean isTimedOut(long time) {
            PlayerEvent last = last(fact -> fact.type().equals("rg_timeout_started"));
            return last != null && isBefore(time, last, "until");
        }

        private boolean isAtRisk(long time) {
            PlayerEvent last = last(fact -> fact.type().equals("rg_risk_scored")
                    && (Double) fact.attributes().get("level") >= 4);
            return last != null && isBefore(time, last, "valid_until");
        }

        private boolean isWithdrawing() {
            PlayerEvent last = last(fact -> fact.type().startsWith("withdrawal_"));
            return last != null && last.type().equals("withdrawal_requested");
        }

        private static boolean isBefore(long time, PlayerEvent fact, String until) {
            return !(fact.attributes().get(until) instanceof Long end) || time < end;
        }

        private boolean feedIsSilent(long time) {
            return heartbeat == Long.MIN_VALUE || time - heartbeat >= FEED;
        }

        private boolean consents(String purpose, String product) {
            PlayerEvent last = last(fact -> fact.type().equals("consent_changed")
                    && fact.attributes().get("purpose").equals(purpose)
                    && (purpose.equals("PROFILING")
                            || fact.attributes().get("by").equals("SITE"))
                    && (purpose.equals("PROFILING")
                            || List.of(product, "ALL")
                                    .contains(fact.attributes().get("product"))));
            return last != null && last.attributes().get("opted_in").equals(true);
        }

        private boolean objects() {
            PlayerEvent last = last(fact -> fact.type().equals("consent_changed")
                    && fact.attributes().get("purpose").equals("PROFILING"));
            return last != null && last.attributes().get("opted_in").equals(false);
        }

        /** What speaks against an offer; empty if nothing does. */
        List<String> against(OfferRecord offer, String product) {
            List<String> against = new ArrayList<>();
            long time = offer.issuedAt();
            boolean care = offer.offerClass().equals("care");
            boolean gift = offer.offerClass().equals("inducement");
            note(against, isExcluded(time), "self-excluded");
            note(against, isTimedOut(time), "timed out");
            note(against, !care && isAtRisk(time), "high risk");
            note(against, gift && isWithdrawing(), "withdrawing");
            note(against, !care && feedIsSilent(time), "feed silent");
            note(against, !care && objects(), "objects to profiling");
            note(
                    against,
                    (gift || offer.offerClass().equals("information")) && !consents("PROFILING", null),
                    "no consent to profiling");
            note(against, gift && !consents("MARKETING", product), "no consent to marketing " + product);
            return against;
        }

        private static void note(List<String> against, boolean holds, String what) {
            if (holds) {
                against.add(what);
            }
        }
    }

    @Test
    void nothingReachesWhomItMustNotAndEveryOfferEndsOnceHoweverTheHistoryIsCut() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
            String as = "seed " + seed;
            try (Rig whole = Rig.of(PLAYBOOK);
                    Rig again = Rig.of(PLAYBOOK);
                    Rig cut = Rig.of(PLAYBOOK)) {
                List<PlayerEvent> events = new ArrayList<>();
                Random random = new Random(seed);
                play(whole, random, events, as);
                events.forEach(event -> tell(again, event));
                again.toTheEnd();
                same(again.decisions, whole.decisions, as);
                cut(cut, events, random);
                same(cut.decisions, whole.decisions, as);
                same(cut.offers, whole.offers, as);
                same(cut.tags, whole.tags, as);
                endsOnce(whole.offers, as);
                keeps(whole.offers, offer -> !offer.offerClass().equals("care"), 1, 2_000, as);
                keeps(whole.offers, offer -> !offer.offerClass().equals("care"), 9, 60_000, as);
                keeps(whole.offers, offer -> offer.offerClass().equals("care"), 1, 4_000, as);
                keeps(whole.offers, offer -> offer.offerClass().equals("care"), 5, 60_000, as);
                keeps(whole.offers, offer -> offer.pattern().equals("at-once"), 3, 30_000, as);
                keeps(whole.offers, offer -> offer.offer().equals("gift"), 2, 20_000, as);
                whole.moments.forEach(moment -> reasons.merge(moment.reason(), 1, Integer::sum));
            }
        }
        assertThat(statuses).as("every way to end was met").containsKeys(Status.values());
        assertThat(gifts).isGreaterThan(HISTORIES);
        assertThat(reasons)
                .as("every guard had its say")
                .containsKeys(
                        Decision.Reason.PROTECTED,
                        Decision.Reason.NO_CONSENT,
                        Decision.Reason.STOPPED,
                        Decision.Reason.CAPPED,
                        Decision.Reason.BACKED_OFF,
                        Decision.Reason.OFFER_OPEN,
                        Decision.Reason.OFFERED);
    }

    /** Shows the first that differs, and not all of them. */
    private static void same(List<?> found, List<?> expected, String as) {
        for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
            assertThat(found.get(i)).as(as + ", number " + i).isEqualTo(expected.get(i));
        }
        assertThat(found).as(as).hasSameSizeAs(expected);
    }

    /** Time is looked at in between, as timers and other players' events would make it. */
    private static void cut(Rig cut, List<PlayerEvent> events, Random random) {
        long time = NOON;
        for (PlayerEvent event : events) {
            while (event.at() > time && random.nextInt(3) > 0) {
                time += 1 + random.nextLong(event.at() - time);
                cut.until(time);
            }
            tell(cut, event);
            time = Math.max(time, event.at());
        }
        cut.toTheEnd();
    }

    /** What concerns everybody is no event of the player's: his time comes to it first, so that it has its place. */
    private static void tell(Rig rig, PlayerEvent event) {
        if (event.playerId() == null) {
            rig.until(event.at());
            rig.everybodyHears(event);
        } else {
            rig.on(event);
        }
    }

    private void play(Rig rig, Random random, List<PlayerEvent> events, String as) {
        Play play = Play.player("ada").in("session_id", "s0");
        Known known = new Known();
        boolean feedRuns = true;
        int said = 0;
        for (int i = 0; i < EVENTS; i++) {
            play.waits(random.nextInt(4) == 0 ? 0 : random.nextLong(4_000));
            if (random.nextInt(30) == 0) {
                play.in("session_id", "s" + i);
            }
            feedRuns = random.nextInt(40) == 0 ? !feedRuns : feedRuns;
            if (feedRuns && random.nextInt(3) == 0) {
                PlayerEvent beat = PlayerEvent.of("beat-" + i, null, "rg_heartbeat", play.now(), Map.of());
                events.add(beat);
                tell(rig, beat);
                said = hold(known, rig, said, as);
                known.on(beat);
            }
            something(play, random, rig.offers);
            PlayerEvent event = play.last();
            events.add(event);
            // what fell due before the event is held against what was known before it
            rig.until(Math.max(event.at(), NOON));
            said = hold(known, rig, said, as);
            known.on(event);
            rig.on(event);
            said = hold(known, rig, said, as);
        }
        rig.toTheEnd();
    }

    private int hold(Known known, Rig rig, int from, String as) {
        for (OfferRecord offer : rig.offers.subList(from, rig.offers.size())) {
            statuses.merge(offer.status(), 1, Integer::sum);
            if (offer.status() == Status.ISSUED) {
                assertThat(known.against(offer, (String) offer.facts().get("product")))
                        .as(as + ": " + offer)
                        .isEmpty();
                gifts += offer.offerClass().equals("inducement") ? 1 : 0;
            }
        }
        return rig.offers.size();
    }

    private static void something(Play play, Random random, List<OfferRecord> offers) {
        int kind = random.nextInt(100);
        String product = random.nextBoolean() ? "SPORTS" : "CASINO";
        if (kind < 30) {
            play.does("seen", "product", product);
        } else if (kind < 45) {
            play.does("tried", "product", product);
        } else if (kind < 50) {
            play.does("went");
        } else if (kind < 58) {
            play.does("paid");
        } else if (kind < 76) {
            long at = random.nextInt(4) == 0 ? play.now() - random.nextLong(30_000) : play.now();
            boolean marketing = random.nextInt(3) > 0;
            play.at(
                    at,
                    "consent_changed",
                    "by",
                    random.nextInt(4) == 0 ? "EMAIL" : "SITE",
                    "product",
                    List.of("SPORTS", "CASINO", "ALL").get(random.nextInt(3)),
                    "purpose",
                    marketing ? "MARKETING" : "PROFILING",
                    "opted_in",
                    random.nextInt(4) > 0);
        } else if (kind < 88 && !offers.isEmpty()) {
            OfferRecord offer = offers.get(Math.max(0, offers.size() - 1 - random.nextInt(3)));
            String stage = random.nextInt(25) == 0
                    ? "OPTED_OUT"
                    : List.of("SHOWN", "CLICKED", "ACCEPTED", "DISMISSED").get(random.nextInt(4));
            play.does("offer_feedback", "offer_id", offer.offerId(), "stage", stage);
        } else {
            protection(play, random);
        }
    }

    /** Something that protects him, or ends it. */
    private static void protection(Play play, Random random) {
        switch (random.nextInt(9)) {
            case 0 -> play.does("rg_self_excluded", "until", play.now() + random.nextLong(15_000));
            case 1 -> play.at(play.now() - random.nextLong(20_000), "rg_self_excluded");
            case 2, 3 -> play.does("rg_self_exclusion_ended");
            case 4 -> play.does("rg_timeout_started", "until", play.now() + random.nextLong(15_000));
            case 5 ->
                play.does(
                        "rg_risk_scored",
                        "level",
                        (double) random.nextInt(6),
                        "valid_until",
                        play.now() + random.nextLong(15_000));
            case 6 -> play.does("withdrawal_requested");
            default -> play.does("withdrawal_paid");
        }
    }

    private void endsOnce(List<OfferRecord> records, String as) {
        Map<String, OfferRecord> open = new HashMap<>();
        for (OfferRecord record : records) {
            statuses.merge(record.status(), 1, Integer::sum);
            if (record.status() == Status.ISSUED) {
                assertThat(open).as(as + ": one open offer at a time").isEmpty();
                open.put(record.offerId(), record);
            } else {
                OfferRecord begun = open.remove(record.offerId());
                assertThat(begun).as(as + ": an end of what is open, " + record).isNotNull();
                assertThat(record.at()).as(as).isBetween(begun.issuedAt(), begun.expiresAt());
            }
        }
        assertThat(open).as(as + ": every offer ends").isEmpty();
    }

    private static void keeps(
            List<OfferRecord> records, Predicate<OfferRecord> which, int times, long window, String as) {
        List<Long> issued = records.stream()
                .filter(offer -> offer.status() == Status.ISSUED && which.test(offer))
                .map(OfferRecord::at)
                .toList();
        for (long end : issued) {
            assertThat(issued.stream()
                            .filter(time -> time > end - window && time <= end)
                            .count())
                    .as(as + ": " + times + " per " + window + " ms, at " + end)
                    .isLessThanOrEqualTo(times);
        }
    }

    /** The same memory, and one fact more that protects him: what was not sent to him is not sent now either. */
    @Test
    void moreProtectionNeverTurnsANoIntoAnInducement() {
        int gifts = 0;
        int kept = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
            Random random = new Random(seed);
            try (Rig before = Rig.of(PLAYBOOK)) {
                Play play = Play.player("ada").in("session_id", "s0");
                consent(play);
                play.events().forEach(before::on);
                for (int i = 0; i < EVENTS; i++) {
                    before.everybodyHears(PlayerEvent.of("beat-" + i, null, "rg_heartbeat", play.now() + 1, Map.of()));
                    play.waits(1 + random.nextLong(4_000));
                    something(play, random, before.offers);
                    before.on(play.last());
                    play.waits(1 + random.nextLong(3_000));
                    Play more = Play.player("ada").in("session_id", "s0").waits(play.now() - NOON);
                    protects(more, random);
                    Play next = Play.player("ada").in("session_id", "s0").waits(play.now() - NOON + 1);
                    next.does(random.nextBoolean() ? "seen" : "tried", "product", "SPORTS");
                    boolean without = gives(before, List.of(next.last()), i);
                    boolean with = gives(before, List.of(more.last(), next.last()), i);
                    assertThat(with && !without)
                            .as("seed " + seed + ", step " + i + ": " + more.last())
                            .isFalse();
                    gifts += without ? 1 : 0;
                    kept += without && !with ? 1 : 0;
                }
            }
        }
        assertThat(gifts).isGreaterThan(HISTORIES);
        assertThat(kept).isGreaterThan(HISTORIES / 2);
    }

    private static void consent(Play play) {
        play.does("consent_changed", "by", "SITE", "product", "ALL", "purpose", "MARKETING", "opted_in", true);
        play.does("consent_changed", "by", "SITE", "product", "ALL", "purpose", "PROFILING", "opted_in", true);
    }

    private static void protects(Play play, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> play.does("rg_self_excluded");
            case 1 -> play.does("rg_timeout_started", "until", play.now() + 2 + random.nextLong(9_000));
            case 2 -> play.does("rg_risk_scored", "level", 5.0, "valid_until", play.now() + 2 + random.nextLong(9_000));
            case 3 -> play.does("withdrawal_requested");
            default ->
                play.does("consent_changed", "by", "SITE", "product", "ALL", "purpose", "MARKETING", "opted_in", false);
        }
    }

    /** Whether an inducement follows when these happen to the player as he is. */
    private static boolean gives(Rig before, List<PlayerEvent> events, int step) {
        try (Rig now = before.another()) {
            now.remembers("ada", before.row("ada"));
            now.everybodyHears(PlayerEvent.of(
                    "beat-again-" + step, null, "rg_heartbeat", events.get(0).at(), Map.of()));
            events.forEach(now::on);
            return now.offers.stream()
                    .anyMatch(offer -> offer.status() == Status.ISSUED
                            && offer.offerClass().equals("inducement"));
        }
    }
}
