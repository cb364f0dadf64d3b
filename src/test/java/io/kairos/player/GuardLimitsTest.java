package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit of a guard on both its sides, one at a time, where the tests of the guard tell a longer story. */
class GuardLimitsTest {
    private static final String[] FILES = {
        "events.yaml",
        """
        events:
          seen:   { actor: player, attributes: { size: number, ends: time } }
          went:   { actor: player }
          warmed: { actor: system }
          asked:  { actor: system }
          rg_heartbeat:      { actor: system, scope: all, fact: true, expires: 60s }
          consent_heartbeat: { actor: system, scope: all, fact: true, expires: 60s }
          consent_changed: { actor: player, fact: true, attributes: { by: [SITE, PUSH], product: [SPORTS, CASINO, ALL], purpose: [MARKETING, PROFILING], opted_in: boolean } }
        """,
        "tags.yaml",
        "tags: { warm: { about: is warm, suppress: [information] } }",
        "offers.yaml",
        """
        offers:
          hint:   { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
          letter: { class: information, lasts: 1s, channels: [push], message: "A letter." }
        """,
        "patterns/warms.yaml",
        "pattern: warms\nsequence: [{ on: warmed }]\ntag: { name: warm, for: 10s }\n",
    };

    private static final String LOOK = pattern("look", "seen", "hint", "");

    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    /** With texts that tell of which file they are. */
    private GuardLimitsTest with(String... more) {
        List<String> files = new ArrayList<>(List.of(FILES));
        for (String text : more) {
            String[] first = text.lines().findFirst().orElseThrow().split(": *");
            files.add(
                    switch (first[0]) {
                        case "pattern" -> "patterns/" + first[1] + ".yaml";
                        case "licence" -> "licences/" + first[1] + ".yaml";
                        case "offers" -> "offers.yaml";
                        default -> "policy.yaml";
                    });
            files.add(text);
        }
        close();
        rig = Rig.of(files.toArray(String[]::new)).whoseFeedsNeverFail();
        return this;
    }

    private static String pattern(String id, String on, String offer, String rest) {
        return "pattern: " + id + "\nsequence: [{ on: " + on + ", as: it }]\noffers: [" + offer
                + "]\nbecause: You were here.\n" + rest;
    }

    private GuardLimitsTest looking(String rest) {
        return with(LOOK + rest);
    }

    private String said(Play play) {
        rig.play(play);
        Decision last = rig.moments.get(rig.moments.size() - 1);
        return last.reason() + (last.detail() == null ? "" : " " + last.detail());
    }

    // ---- audience and unless, over

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "audience: { when: \"it.size > 5\" }            | 5 | GATED audience.when: it.size > 5",
                "audience: { when: \"it.size > 5\" }            | 6 | OFFERED",
                "audience: { when: \"it.size > 5\" }            | - | GATED audience.when: it.size > 5",
                "unless: \"it.size > 5\"                        | 5 | OFFERED",
                "unless: \"it.size > 5\"                        | 6 | GATED unless: it.size > 5",
                "unless: \"it.size > 5\"                        | - | GATED unless: it.size > 5",
                "unless: [\"it.size > 5\", \"it.size == 5\"]    | 4 | OFFERED",
                "unless: [\"it.size > 5\", \"it.size == 5\"]    | 5 | GATED unless: it.size == 5",
                "unless: [\"it.size > 5\", \"it.size == 5\"]    | 6 | GATED unless: it.size > 5",
            })
    void whatIsNotKnownToBeMeantIsNotSaid(String rest, Integer size, String said) {
        Play ada = size == null ? player("ada").does("seen") : player("ada").does("seen", "size", size);
        assertThat(looking(rest + "\n").said(ada)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({"-1, OVER it.ends", "0, OVER it.ends", "1, OFFERED"})
    void whatEndsThisMillisecondIsOver(long left, String said) {
        looking("not_after: it.ends\n");
        assertThat(said(player("ada").does("seen", "ends", NOON + left))).isEqualTo(said);
    }

    // ---- protection

    @ParameterizedTest
    @CsvSource({"0, PROTECTED tag warm", "9999, PROTECTED tag warm", "10000, OFFERED"})
    void aTagSuppressesToItsLastMillisecond(long later, String said) {
        looking("");
        assertThat(said(player("ada").does("warmed").waits(later).does("seen"))).isEqualTo(said);
    }

    /** Whose consent has changed since is as little known as who has excluded himself. */
    @ParameterizedTest
    @CsvSource({
        "rg_heartbeat,      59999, OFFERED",
        "rg_heartbeat,      60000, PROTECTED feed-silent",
        "consent_heartbeat, 29999, OFFERED",
        "consent_heartbeat, 30000, PROTECTED consents-silent",
    })
    void aFeedOfConsentsIsMissedLikeThatOfExclusions(String feed, long since, String said) {
        with("""
                protection:
                  feed-silent:     { no: rg_heartbeat, for: 60s, sends: [care] }
                  consents-silent: { no: consent_heartbeat, for: 30s, sends: [care, help] }
                """, LOOK);
        rig.whoseFeedsAreSilent();
        for (String each : List.of("rg_heartbeat", "consent_heartbeat")) {
            rig.everybodyHears(PlayerEvent.of(each, null, each, each.equals(feed) ? NOON - since : NOON, Map.of()));
        }
        assertThat(said(player("ada").does("seen"))).isEqualTo(said);
    }

    // ---- consent

    /** @param no when, seen from the yes */
    @ParameterizedTest
    @CsvSource({
        "PROFILING, SPORTS, -1, OFFERED",
        "PROFILING, SPORTS, 0,  NO_CONSENT objects to profiling",
        "PROFILING, SPORTS, 1,  NO_CONSENT objects to profiling",
        "PROFILING, ALL,    -1, OFFERED",
        "PROFILING, ALL,    0,  NO_CONSENT objects to profiling",
        "PROFILING, ALL,    1,  NO_CONSENT objects to profiling",
        "MARKETING, ALL,    -1, OFFERED",
        "MARKETING, ALL,    0,  'NO_CONSENT marketing of all products by in_app'",
        "MARKETING, ALL,    1,  'NO_CONSENT marketing of all products by in_app'",
        "MARKETING, CASINO, -1, OFFERED",
        "MARKETING, CASINO, 0,  'NO_CONSENT marketing of all products by in_app'",
        "MARKETING, CASINO, 1,  'NO_CONSENT marketing of all products by in_app'",
    })
    void aNoOfTheSameMillisecondAsTheYesCounts(String purpose, String product, long no, String said) {
        with("consent: { from: consent_changed, needs: { information: [product, channel, profiling] } }\n", LOOK);
        Play ada = player("ada").waits(10);
        for (String each : List.of("MARKETING", "PROFILING")) {
            ada.does("consent_changed", "by", "SITE", "product", "ALL", "purpose", each, "opted_in", true);
        }
        ada.at(ada.now() + no, "consent_changed", "product", product, "purpose", purpose, "opted_in", false);
        assertThat(said(ada.waits(10).does("seen"))).isEqualTo(said);
    }

    // ---- caps

    /** Said at noon and 40 s after it: two that leave the window one after the other. */
    @ParameterizedTest
    @CsvSource({
        "90000-1, CAPPED",
        "90000,   OFFERED",
        "130000-1, CAPPED after another",
        "130000,   OFFERED after another",
    })
    void twoInAWindowLeaveItOneAfterTheOther(String when, String said) {
        String[] at = when.split("-");
        long later = Long.parseLong(at[0]) - (at.length > 1 ? 1 : 0);
        for (String where : new String[] {"policy", "pattern", "offer"}) {
            with(
                    where.equals("policy") ? "restraint: { caps: [2 per 90s] }\n" : "fresh: 3s\n",
                    FILES[5].replace("lasts: 60s", "lasts: 1s" + (where.equals("offer") ? ", caps: [2 per 90s]" : "")),
                    LOOK + (where.equals("pattern") ? "caps: [2 per 90s]\n" : ""));
            Play ada = player("ada").does("seen").waits(40_000).does("seen");
            if (said.endsWith("another")) {
                ada.waits(50_000).does("seen");
            }
            String expected = said.split(" ")[0]
                    + (said.startsWith("CAPPED") ? (where.equals("policy") ? " policy" : "") + " 2 per 90s" : "");
            assertThat(said(ada.waits(NOON + later - ada.now()).does("seen")))
                    .as(where)
                    .isEqualTo(expected);
        }
    }

    /** Where nothing names a session, half an hour without any event ends it. */
    @ParameterizedTest
    @CsvSource({"1799999, CAPPED 1 per session", "1800000, OFFERED"})
    void aSessionWithoutANameEndsAfterHalfAnHourOfSilence(long later, String said) {
        looking("caps: [1 per session]\n");
        assertThat(said(player("ada").does("seen").waits(later).does("seen"))).isEqualTo(said);
    }

    // ---- quiet hours and hours of a licence, where the clocks change

    /** In Paris 02:00 to 03:00 does not come on 29 March and comes twice on 25 October. */
    @ParameterizedTest
    @CsvSource({
        "02:00, 03:00, 2026-03-29T00:59:59.999Z, false",
        "02:00, 03:00, 2026-03-29T01:00:00Z,     false",
        "02:00, 03:00, 2026-10-24T23:59:59.999Z, false",
        "02:00, 03:00, 2026-10-25T00:00:00Z,     true",
        "02:00, 03:00, 2026-10-25T00:59:59.999Z, true",
        "02:00, 03:00, 2026-10-25T01:00:00Z,     true",
        "02:00, 03:00, 2026-10-25T01:59:59.999Z, true",
        "02:00, 03:00, 2026-10-25T02:00:00Z,     false",
        "22:00, 02:30, 2026-03-29T00:59:59.999Z, true",
        "22:00, 02:30, 2026-03-29T01:00:00Z,     false",
        "22:00, 02:30, 2026-10-25T00:29:59.999Z, true",
        "22:00, 02:30, 2026-10-25T00:30:00Z,     false",
        "22:00, 02:30, 2026-10-25T01:00:00Z,     true",
        "22:00, 02:30, 2026-10-25T01:30:00Z,     false",
        "22:00, 08:00, 2026-10-24T19:59:59.999Z, false",
        "22:00, 08:00, 2026-10-24T20:00:00Z,     true",
        "22:00, 08:00, 2026-10-24T21:59:59.999Z, true",
        "22:00, 08:00, 2026-10-24T22:00:00Z,     true",
        "22:00, 08:00, 2026-10-25T06:59:59.999Z, true",
        "22:00, 08:00, 2026-10-25T07:00:00Z,     false",
        "00:00, 06:00, 2026-03-28T22:59:59.999Z, false",
        "00:00, 06:00, 2026-03-28T23:00:00Z,     true",
        "00:00, 06:00, 2026-03-29T03:59:59.999Z, true",
        "00:00, 06:00, 2026-03-29T04:00:00Z,     false",
        "20:00, 00:00, 2026-03-29T21:59:59.999Z, true",
        "20:00, 00:00, 2026-03-29T22:00:00Z,     false",
    })
    void anHourIsWhatTheClocksOfThePlayerShow(String from, String to, String instant, boolean quiet) {
        Play ada = player("ada")
                .in("zone", "Europe/Paris")
                .in("licence", "FR")
                .waits(Instant.parse(instant).toEpochMilli() - NOON)
                .does("seen");
        String hours = "from: \"" + from + "\", to: \"" + to + "\"";
        String letter = pattern("look", "seen", "letter", "");

        with("restraint: { quiet_hours: { " + hours + " } }\n", letter);
        assertThat(said(ada)).isEqualTo(quiet ? "QUIET_HOURS policy " + from + " to " + to : "OFFERED");

        with("licence: FR\nhours: [{ " + hours + ", forbids: [information] }]\n", letter);
        assertThat(said(ada)).isEqualTo(quiet ? "FORBIDDEN FR: no information from " + from + " to " + to : "OFFERED");
    }

    // ---- one open offer

    @ParameterizedTest
    @CsvSource({
        "49, 0,     OFFER_OPEN hint of look",
        "50, 0,     OFFER_OPEN hint of look",
        "51, 0,     OFFERED",
        "50, 59999, OFFER_OPEN hint of look",
        "50, 60000, OFFERED",
    })
    void onlyAHigherPriorityTakesThePlaceOfWhatIsOpen(int priority, long later, String said) {
        with(LOOK + "priority: 50\n", pattern("ask", "asked", "letter", "priority: " + priority + "\n"));
        assertThat(said(player("ada").does("seen").waits(later).does("asked"))).isEqualTo(said);
        assertThat(rig.offersSaid().contains("WITHDRAWN hint HIGHER_PRIORITY")).isEqualTo(priority > 50);
    }
}
