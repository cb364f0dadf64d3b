package io.kairos.job;

import io.kairos.event.PlayerEvent;
import io.kairos.job.KafkaJob.Sent;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.playbook.Bundle;
import io.kairos.player.Rig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Many players at once who lose, hesitate, fall silent, and sometimes answer an offer. */
final class Crowd {
    /** Milliseconds of the epoch: the fixed noon it begins at. */
    private static final long NOON = 1_767_268_800_000L;

    private static final int PLAYERS = 60;
    private static final int ACTIONS = 70;

    private static final String[] FILES = {
        "events.yaml",
        """
        events:
          bet_placed:     { actor: player, attributes: { stake: number } }
          bet_settled:    { actor: system, fact: true, attributes: { outcome: [WIN, LOSS] } }
          balance_viewed: { actor: player, attributes: { balance: number } }
          session_ended:  { actor: player, attributes: {} }
          offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [ACCEPTED, DISMISSED] } }
        """,
        "offers.yaml",
        """
        offers:
          take-a-break:    { class: care, lasts: 20s, channels: [in_app], message: "A short break?" }
          session-summary: { class: care, lasts: 8s, channels: [in_app], message: "This session so far." }
          payment-help:    { class: help, lasts: 5s, channels: [in_app], message: "How deposits work." }
        """,
        "tags.yaml",
        """
        tags:
          loss-cooling: { about: fell silent after losing }
        """,
        "patterns/losing-in-a-row.yaml",
        """
        pattern: losing-in-a-row
        sequence:
          - { on: bet_settled, as: losses, where: "outcome == 'LOSS'", times: 3, in_a_row: true }
        offers: [take-a-break]
        because: You were here.
        caps: [2 per 60s]
        priority: 60
        """,
        "patterns/losing-then-silent.yaml",
        """
        pattern: losing-then-silent
        sequence:
          - { on: bet_settled, as: lost, where: "outcome == 'LOSS'" }
          - { no: [bet_placed, session_ended], for: 4s }
        tag: { name: loss-cooling, for: 10s }
        offers: [session-summary]
        because: You were here.
        priority: 40
        """,
        "patterns/looked-and-left.yaml",
        """
        pattern: looked-and-left
        sequence:
          - { on: balance_viewed, as: look }
          - { no: bet_placed, for: 2s }
        unless: "tagged('loss-cooling')"
        offers: [payment-help]
        because: You were here.
        until: session_ended
        priority: 20
        """
    };

    private Crowd() {}

    static Bundle playbook() {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < FILES.length; i += 2) {
            files.put(FILES[i], FILES[i + 1]);
        }
        return new Bundle(1, "test", null, files);
    }

    /** What the crowd does, in order of time; the same for the same seed. */
    static List<Sent> plays(long seed) {
        Random random = new Random(seed);
        List<PlayerEvent> events = new ArrayList<>();
        for (int player = 0; player < PLAYERS; player++) {
            long at = NOON + random.nextInt(3_000);
            for (int action = 0; action < ACTIONS; action++) {
                at += random.nextInt(10) < 7 ? 100 + random.nextInt(2_000) : 3_000 + random.nextInt(6_000);
                events.add(action(random.nextInt(20), "player-" + player, action, at));
            }
        }
        events.sort(Comparator.comparingLong(PlayerEvent::at));
        events.addAll(answers(events, random));
        events.sort(Comparator.comparingLong(PlayerEvent::at));
        return events.stream().map(event -> new Sent(event, event.at())).toList();
    }

    private static PlayerEvent action(int kind, String player, int number, long at) {
        String type =
                kind < 6 ? "bet_placed" : kind < 15 ? "bet_settled" : kind < 19 ? "balance_viewed" : "session_ended";
        Map<String, Object> attributes = switch (type) {
            case "bet_placed" -> Map.of("stake", 2.0);
            case "bet_settled" -> Map.of("outcome", kind < 13 ? "LOSS" : "WIN");
            case "balance_viewed" -> Map.of("balance", 1.0);
            default -> Map.of();
        };
        return PlayerEvent.of(player + "/" + number, player, type, at, attributes);
    }

    /** To some of the offers, before they expire. */
    private static List<PlayerEvent> answers(List<PlayerEvent> events, Random random) {
        List<PlayerEvent> answers = new ArrayList<>();
        try (Rig rig = Rig.of(FILES)) {
            events.forEach(rig::on);
            for (OfferRecord offer : rig.offers) {
                if (offer.status() == Status.ISSUED && random.nextInt(3) == 0) {
                    long later = 1 + random.nextInt((int) (offer.expiresAt() - offer.issuedAt() - 1));
                    String stage = random.nextBoolean() ? "ACCEPTED" : "DISMISSED";
                    answers.add(PlayerEvent.of(
                            "answer/" + offer.offerId(),
                            offer.playerId(),
                            "offer_feedback",
                            offer.issuedAt() + later,
                            Map.of("offer_id", offer.offerId(), "stage", stage)));
                }
            }
        }
        return answers;
    }
}
