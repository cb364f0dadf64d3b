package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a player, whatever he says and whenever somebody throws the switch: every offer ends once, none is
 * issued that is stopped or comes after an act, and where the rows are cut changes nothing.
 */
class OfferLifeLawTest {
    private static final int STREAMS = 200;
    private static final int EVENTS = 70;
    private static final long AFTER = 3_000;
    private static final String[] PLAYBOOK = {
        "events.yaml",
        """
        events:
          seen: { actor: player }
          went: { actor: player }
          ticked: { actor: system }
          paid: { actor: system, fact: true }
          settled: { actor: system, fact: true, attributes: { bet_id: string, settled_at: time, outcome: [LOSS, VOID] },
                     corrects: { when: "outcome == 'VOID'", at: settled_at, as: { outcome: "'LOSS'" } } }
          offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [DELIVERED, SHOWN, CLICKED, ACCEPTED, REDEEMED, DISMISSED, IGNORED, OPTED_OUT, OPTED_IN, HELPFUL, UNHELPFUL] } }
          rg_self_excluded: { actor: player, fact: true }
          rg_self_exclusion_ended: { actor: system, fact: true }
        """,
        "offers.yaml",
        """
        offers:
          hint: { class: information, lasts: 10s, channels: [in_app], message: "A hint." }
          gift: { class: inducement, lasts: 6s, channels: [in_app], message: "A gift." }
          care: { class: care, lasts: 20s, channels: [in_app], message: "A break?" }
        """,
        "patterns/look.yaml",
        "pattern: look\nsequence: [{ on: seen }]\noffers: [hint]\nafter: 3s\nuntil: paid\n",
        "patterns/quiet.yaml",
        "pattern: quiet\nsequence: [{ on: seen }, { no: any, for: 2s }]\noffers: [gift]\nafter: 3s\npriority: 55\n",
        "patterns/unlucky.yaml",
        "pattern: unlucky\nsequence: [{ on: settled, where: \"outcome == 'LOSS'\" }]\noffers: [care]\npriority: 60\n",
        "patterns/paid-up.yaml",
        "pattern: paid-up\nsequence: [{ on: paid }]\noffers: [gift, hint]\npriority: 40\n",
    };
    private static final List<String> SWITCHES = List.of(
            "{}", "{}", "{}", "{ everything: true }", "{ offers: [gift] }", "{ patterns: [look] }", "{ brands: [b1] }");

    private final Set<String> ends = new TreeSet<>();
    private final Set<Reason> reasons = new TreeSet<>();
    private final Set<String> counted = new TreeSet<>();

    @Test
    void everyOfferEndsOnceNothingStoppedIsIssuedAndCutsChangeNothing() {
        for (int seed = 0; seed < STREAMS; seed++) {
            try (Rig whole = Rig.of(PLAYBOOK);
                    Rig cut = Rig.of(PLAYBOOK)) {
                new History(seed, whole, cut).play();
                String as = "seed " + seed;
                assertThat(cut.offers).as(as).isEqualTo(whole.offers);
                assertThat(cut.decisions).as(as).isEqualTo(whole.decisions);
                assertThat(cut.feedback).as(as).isEqualTo(whole.feedback);
                endsOnce(whole.offers, as);
                whole.decisions.forEach(decision -> reasons.add(decision.reason()));
                counted.addAll(whole.counts.keySet());
            }
        }
        assertThat(ends)
                .as("every way to end was met")
                .containsExactlyInAnyOrder(
                        "ACCEPTED",
                        "DISMISSED",
                        "EXPIRED",
                        "WITHDRAWN HIGHER_PRIORITY",
                        "WITHDRAWN KILLED",
                        "WITHDRAWN PROTECTED",
                        "WITHDRAWN UNTIL",
                        "WITHDRAWN VOIDED");
        assertThat(reasons)
                .contains(
                        Reason.OFFERED,
                        Reason.ACTED_FIRST,
                        Reason.KILLED,
                        Reason.OVER,
                        Reason.PROTECTED,
                        Reason.OFFER_OPEN);
        assertThat(counted)
                .contains(
                        "feedback",
                        "late_feedback",
                        "repeated_feedback",
                        "contradicting_feedback",
                        "unknown_feedback",
                        "early_feedback");
    }

    /** One player's, told to two rigs: one that looks at him at every event only, and one that does so ever again. */
    private static final class History {
        private final Random random;
        private final String as;
        private final Rig whole;
        private final Rig cut;
        private final Play play = Play.player("ada").in("brand", "b1");
        private final List<Long> acts = new ArrayList<>();
        private final List<Long> losses = new ArrayList<>();
        private String stopped = "{}";
        private String brand = "b1";
        private boolean excluded;
        private long version = 1;
        private int known;
        private int told;

        History(int seed, Rig whole, Rig cut) {
            this.random = new Random(seed);
            this.as = "seed " + seed;
            this.whole = whole;
            this.cut = cut;
        }

        void play() {
            for (int i = 0; i < EVENTS; i++) {
                long before = play.now();
                play.waits(random.nextInt(5) == 0 ? 0 : random.nextLong(5_000));
                for (long time = before; time < play.now() && random.nextInt(3) > 0; ) {
                    time += 1 + random.nextLong(play.now() - time);
                    cut.until(time);
                }
                if (random.nextInt(12) == 0) {
                    throwTheSwitch();
                }
                something();
                for (PlayerEvent event :
                        play.events().subList(told, play.events().size())) {
                    whole.on(event);
                    cut.on(event);
                    watch(event);
                }
                told = play.events().size();
            }
            whole.toTheEnd();
            cut.toTheEnd();
        }

        /** Everybody is looked at soon after; here, at once. */
        private void throwTheSwitch() {
            whole.until(play.now());
            cut.until(play.now());
            watch(null);
            stopped = SWITCHES.get(random.nextInt(SWITCHES.size()));
            List<String> files = new ArrayList<>(List.of(PLAYBOOK));
            files.addAll(List.of("policy.yaml", "kill: " + stopped + "\n"));
            version++;
            whole.changesTo(version, files.toArray(String[]::new)).until(play.now());
            cut.changesTo(version, files.toArray(String[]::new)).until(play.now());
            watch(null);
        }

        private void something() {
            int kind = random.nextInt(100);
            if (kind < 4) {
                brand = "b" + random.nextInt(2);
                play.in("brand", brand);
            }
            if (kind < 30) {
                play.does("seen");
            } else if (kind < 38) {
                play.does("went");
            } else if (kind < 50) {
                play.does("paid");
            } else if (kind < 60) {
                losses.add(play.now());
                play.does("settled", "bet_id", "b" + losses.size(), "outcome", "LOSS");
            } else if (kind < 66 && !losses.isEmpty()) {
                int bet = random.nextInt(losses.size());
                play.does("settled", "bet_id", "b" + (bet + 1), "outcome", "VOID", "settled_at", losses.get(bet));
            } else if (kind < 92 && !whole.offers.isEmpty()) {
                says();
            } else if (kind < 94) {
                play.does("rg_self_excluded");
            } else {
                play.does("rg_self_exclusion_ended");
            }
        }

        private void says() {
            OfferRecord offer = whole.offers.get(Math.max(0, whole.offers.size() - 1 - random.nextInt(3)));
            String id = random.nextInt(10) == 0 ? "nobody's" : offer.offerId();
            Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
            long at = play.now() - (random.nextInt(4) == 0 ? random.nextLong(8_000) : 0);
            // a fact is late for both only if both know what time it is
            play.does("ticked").at(at, "offer_feedback", "offer_id", id, "stage", stage.name());
        }

        /** Holds what was issued against what is known by the letter. */
        private void watch(PlayerEvent event) {
            for (OfferRecord offer : whole.offers.subList(known, whole.offers.size())) {
                if (offer.status() == Status.ISSUED) {
                    assertThat(excluded).as(as + ": excluded at " + offer).isFalse();
                    assertThat(isStopped(offer))
                            .as(as + ": " + stopped + " at " + offer)
                            .isFalse();
                    if (offer.pattern().equals("look") || offer.pattern().equals("quiet")) {
                        assertThat(acts)
                                .as(as + ": he acted before " + offer)
                                .noneMatch(act -> act > offer.issuedAt() - AFTER && act < offer.issuedAt());
                    }
                }
            }
            known = whole.offers.size();
            if (event == null) {
                return;
            }
            switch (event.type()) {
                case "rg_self_excluded" -> excluded = true;
                case "rg_self_exclusion_ended" -> excluded = false;
                default -> {}
            }
            if (!Set.of("paid", "ticked", "settled", "rg_self_exclusion_ended").contains(event.type())) {
                acts.add(event.at());
            }
        }

        private boolean isStopped(OfferRecord offer) {
            return switch (stopped) {
                case "{ everything: true }" -> true;
                case "{ offers: [gift] }" -> offer.offer().equals("gift");
                case "{ patterns: [look] }" -> offer.pattern().equals("look");
                case "{ brands: [b1] }" -> offer.issuedAt() == play.now() && brand.equals("b1");
                default -> false;
            };
        }
    }

    private void endsOnce(List<OfferRecord> records, String as) {
        Map<String, OfferRecord> open = new HashMap<>();
        Set<String> issued = new TreeSet<>();
        for (OfferRecord record : records) {
            if (record.status() == Status.ISSUED) {
                assertThat(open).as(as + ": one open offer at a time").isEmpty();
                assertThat(issued.add(record.offerId()))
                        .as(as + ": issued once")
                        .isTrue();
                open.put(record.offerId(), record);
            } else {
                OfferRecord begun = open.remove(record.offerId());
                assertThat(begun).as(as + ": an end of what is open, " + record).isNotNull();
                assertThat(record.at()).as(as).isBetween(begun.issuedAt(), begun.expiresAt());
                assertThat(record.at() == begun.expiresAt())
                        .as(as + ": at its deadline and only there it expires")
                        .isEqualTo(record.status() == Status.EXPIRED);
                ends.add(record.status() + (record.reason() == null ? "" : " " + record.reason()));
            }
        }
        assertThat(open).as(as + ": every offer ends").isEmpty();
    }
}
