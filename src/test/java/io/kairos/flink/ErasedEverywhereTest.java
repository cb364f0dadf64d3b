package io.kairos.flink;

import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.event;
import static io.kairos.flink.Evening.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Bundle;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job, with something of a player in every place that keeps anything: his row with all its sections and his two
 * timers, events of his that wait for earlier ones, the devices he was seen on, and what is held there. Then he is erased.
 */
@Timeout(120)
class ErasedEverywhereTest {
    private static final String ADA = "ada-whose-id-is-looked-for";
    private static final String BOB = "bob-who-stays-where-he-is";
    private static final List<Charset> ENCODINGS =
            List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE);
    private static final long NOW = NOON + 30 * SECOND;

    private static final Bundle PLAYBOOK = new Bundle(
            1,
            "ann",
            "for a test",
            Map.of(
                    "events.yaml",
                    """
                    events:
                      page_viewed:  { actor: player, attributes: { page: string } }
                      looked:       { actor: player, attributes: { at_what: string } }
                      stayed:       { actor: player }
                      bet:          { actor: player, fact: true, attributes: { stake: number, product: string } }
                      took_money:   { actor: player, fact: true, attributes: { payment_id: string } }
                      consent_changed:    { actor: player, fact: true, attributes: { by: string, product: string, purpose: string, opted_in: boolean } }
                      player_preferences: { actor: player, fact: true, attributes: { snooze: string, snooze_until: time, no_nudge: boolean } }
                      offer_feedback:     { actor: player, fact: true, attributes: { offer_id: string, stage: string } }
                    """,
                    "features.yaml",
                    """
                    features:
                      page_now: { latest: page, of: page_viewed }
                      pages:    { distinct: page, of: page_viewed, over: 1h }
                      staked:   { sum: stake, of: bet, over: 1h }
                    """,
                    "tags.yaml",
                    """
                    tags:
                      curious: { about: looks around }
                      staking: { about: bets, when: "staked > 1", for: 1h }
                    """,
                    "offers.yaml",
                    """
                    offers:
                      hint: { class: information, lasts: 30m, channels: [in_app], needs: [what], message: "About {what}." }
                      care: { class: care, lasts: 5m, channels: [in_app], message: "A break?" }
                    """,
                    "policy.yaml",
                    """
                    protection:
                      cashing: { from: took_money, for: 1h, per: payment_id, sends: [care, help, information] }
                    consent: { from: consent_changed, needs: { inducement: [product] } }
                    restraint: { caps: [3 per 24h], back_off: { after: [5 dismissed per 24h], for: 1h, doubling_to: 2h } }
                    """,
                    "patterns/look.yaml",
                    """
                    pattern: look
                    sequence: [{ on: looked, as: it }]
                    facts: { what: it.at_what }
                    tag: { name: curious, for: 30m }
                    offers: [hint]
                    because: You looked.
                    caps: [1 per 10m]
                    """,
                    "patterns/stay.yaml",
                    """
                    pattern: stay
                    sequence: [{ on: stayed }]
                    offers: [care]
                    because: You stayed.
                    after: 10m
                    priority: 90
                    """,
                    "patterns/rest.yaml",
                    """
                    pattern: rest
                    sequence: [{ on: page_viewed, as: page }, { no: bet, for: 20m }]
                    """,
                    "patterns/page-seen.yaml",
                    "pattern: page-seen\nsequence: [{ on: page_viewed, where: \"pages >= 1 && page_now != ''\" }]\n"));

    /** The same for whoever it is; what he says names himself wherever it can. */
    private static List<Arrival> life(String player) {
        String phone = "phone of " + player.length() + player.charAt(0);
        String tablet = "tablet of " + player.length() + player.charAt(0);
        List<Arrival> life = new ArrayList<>(List.of(
                seen(phone, event(null, "page_viewed", NOON - SECOND, Map.of("page", "before " + player))),
                seen(phone, event(player, "page_viewed", NOON, Map.of("page", "/account/" + player))),
                event(player, "bet", NOON + SECOND, Map.of("stake", 4.0, "product", player)),
                event(
                        player,
                        "consent_changed",
                        NOON + 2 * SECOND,
                        Map.of("by", player, "product", player, "opted_in", true)),
                event(player, "took_money", NOON + 3 * SECOND, Map.of("payment_id", player)),
                event(player, "looked", NOON + 4 * SECOND, Map.of("at_what", player)),
                event(player, "offer_feedback", NOON + 5 * SECOND, Map.of("offer_id", player, "stage", "SHOWN")),
                event(player, "player_preferences", NOON + 6 * SECOND, Map.of("snooze", player, "snooze_until", NOON)),
                event(player, "looked", NOON + 7 * SECOND, Map.of("at_what", player)),
                seen(tablet, event(player, "page_viewed", NOON + 8 * SECOND, Map.of("page", "/again/" + player))),
                event(player, "stayed", NOON + 9 * SECOND, Map.of()),
                seen(tablet, event(null, "page_viewed", NOON + 25 * SECOND, Map.of("page", "held, of " + player)))));
        // it waits for earlier ones, and so does who was seen on the third device
        life.add(event(player, "bet", NOW - 400, Map.of("stake", 1.0, "product", "waits for " + player)));
        life.add(seen("laptop of " + player.charAt(0), event(player, "bet", NOW - 300, Map.of("stake", 1.0))));
        return life;
    }

    @TempDir
    private Path folder;

    @Test
    void noStateOfAnyOperatorContainsHisIdAfterHeIsErased() throws Exception {
        Path before = savepoint("before", List.of());
        Map<String, byte[]> full = SavepointBytes.byOperator(before);
        assertThat(full).containsKeys("players", "identify", "order", "offer-stats");
        for (String operator : List.of("players", "identify", "order")) {
            assertThat(places(ADA, full.get(operator))).as("ada in " + operator).isGreaterThan(1);
        }
        assertThat(places("waits for " + ADA, full.get("order"))).isEqualTo(1);
        assertThat(places("held, of " + ADA, full.get("identify"))).isEqualTo(1);
        assertThat(places("/account/" + ADA, full.get("players"))).isPositive();

        Path after = savepoint("after", List.of(event(ADA, PlayerEvent.ERASED, NOW, Map.of())));

        Map<String, byte[]> left = SavepointBytes.byOperator(after);
        assertThat(left.keySet()).isEqualTo(full.keySet());
        left.forEach((operator, bytes) ->
                assertThat(places(ADA, bytes)).as("ada in " + operator).isZero());
        files(after)
                .forEach((file, bytes) ->
                        assertThat(places(ADA, bytes)).as("ada in " + file).isZero());
        for (String operator : List.of("players", "identify", "order")) {
            assertThat(places(BOB, left.get(operator)))
                    .as("bob in " + operator)
                    .isEqualTo(places(BOB, full.get(operator)));
        }
    }

    /** Of the job after both have lived, at rest, and after {@code last}. */
    private Path savepoint(String name, List<Arrival> last) throws Exception {
        List<Arrival> events = new ArrayList<>(life(ADA));
        events.addAll(life(BOB));
        events.addAll(last);
        events.add(event("zed", "looked", NOW - 10 * SECOND, Map.of("at_what", "the end")));
        try (RestingJob job = RestingJob.start(
                folder.resolve(name + "-checkpoints"),
                PLAYBOOK,
                Map.of("memory.recent", "10m", "ordering.wait", "2s", "identity.linked", "1s"),
                events,
                NOW,
                said -> said.all(Output.Kind.OFFER, "player_id").contains("zed"))) {
            String path = job.savepoint(folder.resolve(name), SavepointFormatType.CANONICAL);
            return Path.of(URI.create(path));
        }
    }

    private static Map<String, byte[]> files(Path savepoint) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(savepoint)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        assertThat(files).containsKey("_metadata");
        return files;
    }

    /** How often a text is there, however it is written. */
    private static int places(String text, byte[] bytes) {
        int places = 0;
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        for (Charset encoding : ENCODINGS) {
            String wanted = new String(text.getBytes(encoding), StandardCharsets.ISO_8859_1);
            for (int at = latin.indexOf(wanted); at >= 0; at = latin.indexOf(wanted, at + 1)) {
                places++;
            }
        }
        return places;
    }
}
