package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The states of the default policy, under a pattern that sends the first it may of each class, at every search. */
class ProtectionTest {
    private static final String OFFERS = """
            offers:
              gift:    { class: inducement,  lasts: 1ms, message: "A gift." }
              note:    { class: information, lasts: 1ms, message: "A note." }
              hint:    { class: help,        lasts: 1ms, message: "A hint." }
              break:   { class: care,        lasts: 1ms, message: "A break?" }
              support: { class: care,        lasts: 1ms, message: "Whom to call.", mandated: true }
            """;
    private static final String ASKED =
            "pattern: asked\nsequence: [{ on: search_performed }]\noffers: [gift, note, hint, break, support]\nbecause: You were here.\n";
    private static final String OFTEN =
            "pattern: often\nsequence: [{ on: game_launched }]\noffers: [%s]\nbecause: You were here.\n";

    private final List<Rig> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Rig::close);
    }

    private Rig rig(String... more) {
        try {
            String policy = Files.readString(Path.of("flink-conf/playbook/policy.yaml"));
            Matcher protection = Pattern.compile("^protection:.*?(?=^\\S|\\z)", Pattern.MULTILINE | Pattern.DOTALL)
                    .matcher(policy);
            assertThat(protection.find()).isTrue();
            List<String> files = new ArrayList<>(List.of(
                    "events.yaml",
                    Files.readString(Path.of("flink-conf/playbook/events.yaml")),
                    "policy.yaml",
                    protection.group(),
                    "offers.yaml",
                    OFFERS,
                    "patterns/asked.yaml",
                    ASKED));
            files.addAll(List.of(more));
            Rig rig = Rig.of(files.toArray(String[]::new));
            opened.add(rig);
            return rig;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The offer that the last moment came to, or the reason why none. */
    private static String sent(Rig rig) {
        Decision last = rig.moments.get(rig.moments.size() - 1);
        return last.reason() != Reason.OFFERED
                ? last.reason() + " " + last.detail()
                : last.candidates().stream()
                        .filter(candidate -> candidate.verdict().equals("CHOSEN"))
                        .map(Candidate::offer)
                        .findFirst()
                        .orElseThrow();
    }

    /**
     * Tells a story: {@code type@millis-since-noon name=value}, parted by semicolons; {@code +5} is a time, {@code brand} is
     * the envelope's from there on.
     */
    private static void tell(Rig rig, String story) {
        Play play = player("ada").in("licence", "MGA");
        long told = 0;
        for (String event : story.split(";")) {
            String[] words = event.strip().split(" +");
            String[] typeAndTime = words[0].split("@");
            long at = Long.parseLong(typeAndTime[1]);
            List<Object> attributes = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                String[] pair = words[i].split("=");
                if (pair[0].equals("brand")) {
                    play.in("brand", pair[1].equals("-") ? null : pair[1]);
                } else {
                    attributes.add(pair[0]);
                    attributes.add(value(pair[1]));
                }
            }
            play.waits(Math.max(0, at - told)).at(NOON + at, typeAndTime[0], attributes.toArray());
            told = Math.max(told, at);
        }
        rig.play(play);
    }

    private static Object value(String text) {
        return switch (text.charAt(0)) {
            case '+' -> NOON + Long.parseLong(text.substring(1));
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Long.valueOf(text);
            default -> text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
        };
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "search_performed@0 | gift",
                // self-exclusion: until when, and of which scope
                "rg_self_excluded@0; search_performed@0 | support",
                "rg_self_excluded@0; search_performed@99999999999 | support",
                "rg_self_excluded@0 until=+60000; search_performed@59999 | support",
                "rg_self_excluded@0 until=+60000; search_performed@60000 | gift",
                "rg_self_excluded@0 until=tomorrow; search_performed@60000 | support",
                "rg_self_excluded@0 scope=NATIONAL; rg_self_exclusion_ended@5 scope=BRAND; search_performed@604800005 | support",
                "rg_self_excluded@0 scope=NATIONAL; rg_self_exclusion_ended@5 scope=NATIONAL; search_performed@604800005 | gift",
                "rg_self_excluded@0 scope=NATIONAL; rg_self_exclusion_ended@5; search_performed@604800005 | gift",
                // a fact that comes late counts at once, and among several the latest of its own time
                "search_performed@5000; rg_self_excluded@0; search_performed@5000 | support",
                "search_performed@99999999; rg_self_excluded@0; search_performed@99999999 | support",
                "rg_self_excluded@100; rg_self_exclusion_ended@99; search_performed@101 | support",
                "rg_self_exclusion_ended@604800100; rg_self_excluded@100; search_performed@1209600100 | gift",
                // an exclusion from one brand is not over when that from another is; it holds for all of them
                "rg_self_excluded@0 scope=BRAND brand=a; search_performed@1 brand=b | support",
                "rg_self_excluded@0 scope=BRAND brand=a; rg_self_exclusion_ended@5 scope=BRAND brand=a; search_performed@604800005 | gift",
                "rg_self_excluded@0 scope=BRAND brand=a; rg_self_exclusion_ended@5 scope=BRAND brand=b; search_performed@604800005 | support",
                "rg_self_excluded@0 scope=BRAND brand=a; rg_self_excluded@1 scope=BRAND brand=b; rg_self_exclusion_ended@5 scope=BRAND; search_performed@604800005 | support",
                "rg_self_excluded@0 scope=BRAND brand=a; rg_self_exclusion_ended@5 scope=BRAND brand=-; search_performed@604800005 | gift",
                "rg_self_excluded@6 scope=BRAND brand=a; rg_self_exclusion_ended@5 scope=BRAND brand=-; search_performed@604800006 | support",
                "rg_self_exclusion_ended@5 scope=BRAND; rg_self_excluded@4 scope=BRAND brand=a; search_performed@604800005 | gift",
                "rg_self_excluded@0 scope=BRAND brand=a; rg_self_exclusion_ended@5 brand=b; search_performed@604800005 | gift",
                "rg_self_excluded@0 scope=NATIONAL brand=a; rg_self_exclusion_ended@5 scope=NATIONAL brand=b; search_performed@604800005 | gift",
                // what has ended with all of its kinds does not come back with another
                "rg_self_excluded@0 scope=BRAND; rg_self_exclusion_ended@5; rg_self_excluded@6 until=+7; search_performed@604800007 | gift",
                // of the same millisecond it holds, in whatever order they come, and the longer one
                "rg_self_excluded@5; rg_self_exclusion_ended@5; search_performed@604800005 | support",
                "rg_self_exclusion_ended@5; rg_self_excluded@5; search_performed@604800005 | support",
                "rg_self_excluded@5 scope=GROUP; rg_self_exclusion_ended@5; search_performed@604800005 | support",
                "rg_self_exclusion_ended@5; rg_self_excluded@5 scope=GROUP; search_performed@604800005 | support",
                "rg_self_excluded@5 until=+900000000; rg_self_excluded@5 until=+6; search_performed@899999999 | support",
                "rg_self_excluded@5 until=+6; rg_self_excluded@5 until=+900000000; search_performed@899999999 | support",
                // time-out
                "rg_timeout_started@0 until=+1; search_performed@0 | support",
                "rg_timeout_started@0 until=+1; search_performed@1 | gift",
                "rg_timeout_started@0; rg_timeout_ended@1; search_performed@604800000 | note",
                "rg_timeout_started@0; rg_timeout_ended@1; search_performed@604800001 | gift",
                // blocks of two kinds stand side by side
                "block_changed@0 kind=BLOCKED active=true; search_performed@1 | support",
                "block_changed@0 kind=BLOCKED active=true; block_changed@1 kind=BLOCKED active=false; search_performed@1 | gift",
                "block_changed@0 kind=BLOCKED active=true; block_changed@1 kind=EXCLUDED active=false; search_performed@1 | support",
                "block_changed@0 kind=BLOCKED; search_performed@1 | support",
                // risk score
                "rg_risk_scored@0 level=3; search_performed@1 | gift",
                "rg_risk_scored@0 level=4; search_performed@0 | break",
                "rg_risk_scored@0 level=4 valid_until=+500; search_performed@499 | break",
                "rg_risk_scored@0 level=4 valid_until=+500; search_performed@500 | gift",
                "rg_risk_scored@0 level=5; rg_risk_scored@1 level=3; search_performed@1 | gift",
                "rg_risk_scored@1 level=5; rg_risk_scored@0 level=3; search_performed@1 | break",
                "rg_risk_scored@0 level=5; rg_risk_scored@1; search_performed@1 | break",
                // a case that somebody looks at, and a worry of his own
                "rg_review_changed@0 active=true; search_performed@99999999 | break",
                "rg_review_changed@0 active=true; rg_review_changed@5 active=false; search_performed@5 | gift",
                "customer_contacted@0 topic=GAMBLING; search_performed@2591999999 | hint",
                "customer_contacted@0 topic=GAMBLING; search_performed@2592000000 | gift",
                "customer_contacted@0 topic=PAYMENT; search_performed@0 | gift",
                // limits: of each kind and period
                "rg_limit_progress@0 kind=LOSS period=DAY percent=79; search_performed@0 | gift",
                "rg_limit_progress@0 kind=LOSS period=DAY percent=80; search_performed@0 | note",
                "rg_limit_progress@0 kind=LOSS period=DAY percent=90; rg_limit_progress@1 kind=LOSS period=WEEK percent=10; search_performed@1 | note",
                "rg_limit_progress@0 kind=LOSS period=DAY percent=90; rg_limit_progress@1 kind=DEPOSIT period=DAY percent=10; search_performed@1 | note",
                "rg_limit_progress@0 kind=LOSS period=DAY percent=90; rg_limit_progress@1 kind=LOSS period=DAY percent=79; search_performed@1 | gift",
                "rg_limit_progress@0 kind=LOSS period=DAY percent=90; search_performed@2678399999 | note",
                "rg_limit_progress@0 kind=LOSS period=DAY percent=90; search_performed@2678400000 | gift",
                "rg_limit_changed@0 direction=UP; search_performed@0 | gift",
                "rg_limit_changed@0 direction=DOWN; search_performed@86399999 | note",
                "rg_limit_changed@0 direction=DOWN; search_performed@86400000 | gift",
                "rg_limit_changed@0 direction=DOWN until=+90000000; search_performed@89999999 | note",
                "rg_limit_changed@0 direction=DOWN until=+90000000; search_performed@90000000 | gift",
                // withdrawals, each for itself
                "withdrawal_requested@0 payment_id=w1; search_performed@0 | note",
                "withdrawal_requested@0 payment_id=w1; withdrawal_paid@1 payment_id=w1; search_performed@1 | gift",
                "withdrawal_requested@0 payment_id=w1; withdrawal_paid@0 payment_id=w1; search_performed@0 | gift",
                "withdrawal_requested@0 payment_id=w1; withdrawal_requested@1 payment_id=w2; withdrawal_paid@2 payment_id=w1; search_performed@2 | note",
                "withdrawal_requested@0 payment_id=w1; withdrawal_requested@1 payment_id=w2; withdrawal_paid@2 payment_id=w1; withdrawal_rejected@2 payment_id=w2; search_performed@2 | gift",
                "withdrawal_paid@1 payment_id=w1; withdrawal_requested@0 payment_id=w1; search_performed@2 | gift",
                // who he is, and how old, is not settled
                "kyc_started@0; search_performed@1 | note",
                "kyc_submitted@0; kyc_decided@1 result=REJECTED; search_performed@1 | note",
                "kyc_submitted@0; kyc_decided@1 result=APPROVED; search_performed@1 | gift",
                "kyc_decided@0 result=APPROVED; kyc_decided@1 result=EXPIRED; search_performed@1 | note",
                "age_checked@0 result=PENDING; search_performed@0 | hint",
                "age_checked@0 result=PENDING; age_checked@1 result=VERIFIED; search_performed@1 | gift",
                "age_checked@0 result=PENDING; age_checked@1 result=FAILED; search_performed@1 | hint",
                "age_checked@1 result=FAILED; age_checked@0 result=VERIFIED; search_performed@1 | hint",
                // the strictest of several counts
                "withdrawal_requested@0 payment_id=w1; rg_risk_scored@0 level=5; search_performed@1 | break",
            })
    void whatMayBeSentInAStateOfThePlayer(String story, String sent) {
        Rig rig = rig().whoseFeedsNeverFail();
        tell(rig, story);
        assertThat(sent(rig)).isEqualTo(sent);
    }

    @Test
    void ofMoreThanSixteenWithdrawalsTheOldestIsForgottenAndTheOthersHold() {
        Rig rig = rig().whoseFeedsNeverFail();
        Play ada = player("ada");
        for (int i = 0; i < 40; i++) {
            ada.waits(1).does("withdrawal_requested", "payment_id", "payment-with-a-rather-long-name-it-has-" + i);
        }
        for (int i = 24; i < 39; i++) {
            ada.waits(1).does("withdrawal_paid", "payment_id", "payment-with-a-rather-long-name-it-has-" + i);
        }
        rig.play(ada.does("search_performed"));
        assertThat(sent(rig)).isEqualTo("note");
        rig.play(ada.waits(1)
                .does("withdrawal_paid", "payment_id", "payment-with-a-rather-long-name-it-has-39")
                .does("search_performed"));
        assertThat(sent(rig)).isEqualTo("gift");
        assertThat(rig.row("ada")).hasSizeLessThan(4_000);
    }

    // ---- what is open

    @ParameterizedTest(name = "{0}, {1} open -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rg_self_excluded@5 | care    | WITHDRAWN 5",
                "rg_self_excluded@5 | support |",
                "rg_self_excluded@5 until=+5 | gift |",
                "rg_self_excluded@5 until=+6 | gift | WITHDRAWN 5",
                "search_performed@5; rg_self_excluded@0 | gift | WITHDRAWN 5",
                "rg_self_exclusion_ended@5; rg_self_excluded@4 | gift | WITHDRAWN 5",
                "rg_risk_scored@5 level=4 | care |",
                "rg_risk_scored@5 level=4 | hint | WITHDRAWN 5",
                "rg_risk_scored@5 level=3 | gift |",
                "withdrawal_requested@5 payment_id=w1 | gift | WITHDRAWN 5",
                "withdrawal_requested@5 payment_id=w1 | note |",
            })
    void whatIsOpenIsWithdrawnByTheFactItself(String story, String offer, String withdrawn) {
        String standing = OFFERS.replace("lasts: 1ms", "lasts: 10m").replace("  break:", "  care:");
        Rig rig = rig(
                        "offers.yaml",
                        standing,
                        "patterns/asked.yaml",
                        "pattern: asked\nsequence: [{ on: search_performed }]\n",
                        "patterns/often.yaml",
                        OFTEN.formatted(offer))
                .whoseFeedsNeverFail();
        tell(rig, "game_launched@0; " + story);
        assertThat(rig.offers)
                .filteredOn(record -> record.status() != Status.ISSUED)
                .extracting(record -> record.status() + " " + (record.at() - NOON))
                .isEqualTo(withdrawn == null ? List.of() : List.of(withdrawn));
    }

    // ---- the feed

    private static PlayerEvent heartbeat(String licence, long at) {
        return new PlayerEvent(
                "beat-" + licence + at,
                null,
                null,
                "rg_heartbeat",
                at,
                null,
                null,
                licence,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }

    /** @param decided how long after the moment it is decided; -1: by the moment's own time */
    @ParameterizedTest(name = "heard {0}, asked {1}, decided {2} -> {3}")
    @CsvSource({
        "     ,      0, -1, PROTECTED feed-silent",
        "    0,  59999, -1, gift",
        "    0,  60000, -1, PROTECTED feed-silent",
        "    0,  59990,  9, gift",
        "    0,  59990, 10, PROTECTED feed-silent",
        "    0,  60000,  0, PROTECTED feed-silent",
        "60001,  60000,  0, gift",
        "60001,      0,  9, gift"
    })
    void aFeedIsSilentFromItsLimitOnByTheTimeOfTheDecision(Long heard, long asked, long decided, String sent) {
        Rig rig = rig("patterns/asked.yaml", ASKED.replace("gift, note, hint, break, support", "gift"));
        if (heard != null) {
            rig.everybodyHears(heartbeat(null, NOON + heard));
        }
        if (decided >= 0) {
            rig.decidesAt(time -> time + decided);
        }
        tell(rig, "search_performed@" + asked);
        assertThat(sent(rig)).isEqualTo(sent);
    }

    /** A clock that is behind does not make a heartbeat younger. */
    @Test
    void theMomentsTimeCountsWhereTheClockIsBehindIt() {
        Rig rig = rig("patterns/asked.yaml", ASKED.replace("gift, note, hint, break, support", "gift"));
        rig.everybodyHears(heartbeat(null, NOON)).decidesAt(time -> NOON);
        tell(rig, "search_performed@60000");
        assertThat(sent(rig)).isEqualTo("PROTECTED feed-silent");
    }

    @Test
    void whileTheFeedIsSilentCareIsSentAndWhatIsOpenStays() {
        Rig rig = rig(
                "offers.yaml",
                OFFERS.replace("gift:    { class: inducement,  lasts: 1ms", "gift: { class: inducement, lasts: 10m"));
        rig.everybodyHears(heartbeat(null, NOON));
        tell(rig, "search_performed@59999");
        assertThat(sent(rig)).isEqualTo("gift");
        rig.until(NOON + 120_000);
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");

        Rig other = rig();
        other.everybodyHears(heartbeat(null, NOON));
        tell(other, "search_performed@60000");
        assertThat(sent(other)).isEqualTo("break");
    }

    @ParameterizedTest(name = "limited to [{0}], heard of {1}, the player is of {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "       |    | GB | gift",
                "       | GB | GB | gift",
                "       | GB | ON | break",
                "       | GB |    | break",
                "GB, ON | GB | GB | gift",
                "GB, ON | GB | ON | break",
                "GB, ON | GB | NL | gift",
                "GB, ON | GB |    | break",
                "GB, ON |    |    | gift",
            })
    void aHeartbeatSpeaksForItsLicenceAndAFeedMayBeAskedUnderSomeOnly(
            String limited, String heardOf, String licence, String sent) {
        String policy = limited == null ? "" : "licences: [%s], ".formatted(limited);
        Rig rig = rig("policy.yaml", """
                protection:
                  self-excluded: { from: rg_self_excluded, sends: [] }
                  timed-out:     { from: rg_timeout_started, sends: [] }
                  blocked:       { while: { latest: active, of: block_changed }, sends: [] }
                  feed-silent:   { no: rg_heartbeat, for: 60s, %ssends: [care] }
                """.formatted(policy));
        rig.everybodyHears(heartbeat(heardOf, NOON - 30_000));
        Play ada = player("ada");
        rig.play((licence == null ? ada : ada.in("licence", licence)).does("search_performed"));
        assertThat(sent(rig)).isEqualTo(sent);
    }

    @Test
    void whereTheVocabularyHasTheHeartbeatTheFeedIsAskedForWithoutAPolicy() {
        String[] files = {
            "events.yaml",
            "events: { rg_heartbeat: { actor: system, scope: all, expires: 30s }, search_performed: { actor: player } }",
            "offers.yaml",
            OFFERS,
            "patterns/asked.yaml",
            ASKED
        };
        Rig rig = Rig.of(files);
        opened.add(rig);
        rig.everybodyHears(heartbeat(null, NOON));
        tell(rig, "search_performed@29999");
        assertThat(sent(rig)).isEqualTo("gift");
        tell(rig, "search_performed@30000");
        assertThat(sent(rig)).isEqualTo("note");
    }

    @Test
    void aSilentFeedMayBeToldToSendNothingAndMandatedCareIsSentAllTheSame() {
        Rig rig = rig("policy.yaml", """
                protection:
                  self-excluded: { from: rg_self_excluded, sends: [] }
                  timed-out:     { from: rg_timeout_started, sends: [] }
                  blocked:       { while: { latest: active, of: block_changed }, sends: [] }
                  feed-silent:   { no: rg_heartbeat, for: 60s, sends: [] }
                """);
        tell(rig, "search_performed@0");
        assertThat(sent(rig)).isEqualTo("support");
    }

    // ---- mandated care, and what a person decides

    @Test
    void mandatedCareIsSentUnderEveryStateTagAndLicence() {
        Rig rig = rig(
                "tags.yaml",
                "tags: { off: { about: nothing at all, suppress: [inducement, information, help, care] } }",
                "licences/GB.yaml",
                "licence: GB\nforbids: [inducement, information, help, care]\n",
                "patterns/tagged.yaml",
                "pattern: tagged\nsequence: [{ on: game_launched }]\ntag: { name: off, for: 1h }\n");
        rig.play(
                player("ada").in("licence", "GB").does("game_launched").waits(1).does("search_performed"));
        assertThat(sent(rig)).isEqualTo("support");
        rig.play(player("bob").in("licence", "GB").does("search_performed").does("game_launched"));
        assertThat(rig.offersSaid()).endsWith("ISSUED support");
        assertThat(rig.heldBy("bob")).hasSize(1);
        assertThat(rig.offersSaid()).as("nor taken back by the tag").doesNotContain("WITHDRAWN support SUPPRESSED");
    }

    /** A vocabulary may have forgotten to call it a fact. */
    @Test
    void whatProtectsIsNeverTooLate() throws IOException {
        String events = Files.readString(Path.of("flink-conf/playbook/events.yaml"));
        Rig rig = rig("events.yaml", events.replaceAll("(rg_self_excluded:.*)fact: true, ", "$1"));
        tell(rig, "search_performed@99999999; rg_self_excluded@0; search_performed@99999999");
        assertThat(sent(rig)).isEqualTo("support");
        assertThat(rig.refused).isEmpty();
    }

    @Test
    void whatAPersonDecidesIsAskedForAndNotSentAndNothingOpenMakesRoom() {
        Rig rig = rig(
                        "offers.yaml",
                        """
                        offers:
                          pause: { class: care, lasts: 10m, message: "Closed for a day.", review: true, caps: [1 per 10s] }
                          gift: { class: inducement, lasts: 10m, message: "A gift." }
                        """,
                        "patterns/asked.yaml",
                        "pattern: asked\nsequence: [{ on: search_performed }]\noffers: [pause]\nbecause: You were here.\npriority: 90\ncaps: [2 per 60s]\n",
                        "patterns/often.yaml",
                        OFTEN.formatted("gift"))
                .whoseFeedsNeverFail();
        tell(rig, "game_launched@0; search_performed@1; search_performed@10000; search_performed@10001");

        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");
        assertThat(rig.moments)
                .filteredOn(moment -> moment.pattern().equals("asked"))
                .extracting(Decision::reason)
                .as("what limits the queue are the caps of the offer and of the pattern")
                .containsExactly(Reason.REVIEW, Reason.CAPPED, Reason.REVIEW);
        Decision review = rig.decisions.get(1);
        assertThat(review.offerId()).isNotNull();
        assertThat(review.output().headers()).containsEntry("reason", "REVIEW");
        assertThat(rig.offers).extracting(OfferRecord::offerId).doesNotContain(review.offerId());
    }

    @Test
    void aReviewThatMayHaveBeenAskedForBeforeACrashIsAskedForAgainByTheSameId() {
        Rig rig = rig(
                        "offers.yaml",
                        "offers: { pause: { class: care, lasts: 10m, message: x, review: true } }",
                        "patterns/asked.yaml",
                        "pattern: asked\nsequence: [{ on: search_performed }]\noffers: [pause]\nbecause: You were here.\n")
                .whoseFeedsNeverFail();
        Rig again = rig.another().decidesAt(new Now() {
            @Override
            public long at(long momentTime) {
                return momentTime + 60_000;
            }

            @Override
            public boolean mayHaveBeenDecided(long momentTime, long fresh) {
                return true;
            }
        });
        opened.add(again);
        tell(rig, "search_performed@0");
        tell(again, "search_performed@0");
        assertThat(again.decisions).singleElement().satisfies(decision -> {
            assertThat(decision.reason()).isEqualTo(Reason.REVIEW);
            assertThat(decision.offerId()).isEqualTo(rig.decisions.get(0).offerId());
        });
        assertThat(again.offers).isEmpty();
    }

    // ---- licences

    private static final String LICENCES = """
            offers:
              bundle: { class: inducement, lasts: 1ms, message: x, products: [SPORTS, CASINO] }
              eleven: { class: inducement, lasts: 1ms, message: x, wagering: 10.5 }
              single: { class: inducement, lasts: 1ms, message: x, products: [SPORTS], wagering: 10 }
              news:   { class: information, lasts: 1ms, message: x, products: [SPORTS, CASINO] }
              paid:   { class: information, lasts: 1ms, message: x, products: [SPORTS, CASINO], value: 5 }
              break:  { class: care, lasts: 1ms, message: x }
            """;

    /** @param at time of day, UTC */
    @ParameterizedTest(name = "{0} under {1} in {2} at {3} -> {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bundle | GB | Europe/London | 12:00:00     | FORBIDDEN GB: one incentive for CASINO and SPORTS",
                "eleven | GB | Europe/London | 12:00:00     | FORBIDDEN GB: wagering 10.5 is more than 10",
                "single | GB | Europe/London | 12:00:00     | single",
                "news   | GB | Europe/London | 12:00:00     | news",
                "paid   | GB | Europe/London | 12:00:00     | FORBIDDEN GB: one incentive for CASINO and SPORTS",
                "single | ON | America/Toronto | 12:00:00   | FORBIDDEN ON: no inducement",
                "news   | ON | America/Toronto | 12:00:00   | news",
                "single | NL | Europe/Amsterdam | 20:59:59.999 | single",
                "single | NL | Europe/Amsterdam | 21:00:00     | FORBIDDEN NL: no inducement, information from 22:00 to 09:00",
                "news   | NL | Europe/Amsterdam | 07:59:59.999 | FORBIDDEN NL: no inducement, information from 22:00 to 09:00",
                "news   | NL | Europe/Amsterdam | 08:00:00     | news",
                "break  | NL | Europe/Amsterdam | 02:00:00     | break",
                "news   | NL |                  | 12:00:00     | FORBIDDEN NL: no inducement, information from 22:00 to 09:00, and his zone is not known",
                "news   | NL | Middle/Earth     | 12:00:00     | FORBIDDEN NL: no inducement, information from 22:00 to 09:00",
                "single | XX | Europe/London | 12:00:00     | FORBIDDEN no rules for the licence XX",
                "single |    | Europe/London | 12:00:00     | FORBIDDEN no licence is known",
                "news   | XX | Europe/London | 12:00:00     | news",
            })
    void whatALicenceAllows(String offer, String licence, String zone, String at, String sent) {
        Rig rig = licensed(offer);
        Play ada = player("ada");
        if (licence != null) {
            ada.in("licence", licence);
        }
        if (zone != null) {
            ada.in("zone", zone);
        }
        long time = NOON - 43_200_000 + java.time.LocalTime.parse(at).toNanoOfDay() / 1_000_000;
        rig.play(ada.waits(time - NOON).does("search_performed"));
        assertThat(sent(rig)).isEqualTo(sent);
    }

    private Rig licensed(String offer) {
        try {
            return rig(
                            "offers.yaml",
                            LICENCES,
                            "patterns/asked.yaml",
                            "pattern: asked\nsequence: [{ on: search_performed }]\noffers: [" + offer
                                    + "]\nbecause: You were here.\n",
                            "licences/GB.yaml",
                            ofDefault("GB"),
                            "licences/ON.yaml",
                            ofDefault("ON"),
                            "licences/NL.yaml",
                            ofDefault("NL"))
                    .whoseFeedsNeverFail();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String ofDefault(String licence) throws IOException {
        return Unrestrained.withoutRestraint(
                Files.readString(Path.of("flink-conf/playbook/licences/" + licence + ".yaml")));
    }

    @Test
    void theLicenceIsTheOneHisEventsNamedLast() {
        Rig rig = licensed("single");
        Play ada = player("ada").in("zone", "Europe/London").in("licence", "GB").does("search_performed");
        rig.play(ada);
        assertThat(sent(rig)).isEqualTo("single");
        rig.play(player("ada").waits(1).in("licence", "ON").does("game_launched"));
        rig.play(player("ada").waits(2).does("search_performed"));
        assertThat(sent(rig)).isEqualTo("FORBIDDEN ON: no inducement");
    }

    @Test
    void theHourOfTheDecisionCountsNotThatOfTheMoment() {
        Rig rig = licensed("news");
        rig.decidesAt(time -> time + 1);
        rig.play(player("ada")
                .in("licence", "NL")
                .in("zone", "Europe/Amsterdam")
                .waits(9 * 3_600_000 - 1)
                .does("search_performed"));
        assertThat(sent(rig)).startsWith("FORBIDDEN NL");
    }

    /** A vocabulary that is not of gambling needs neither licences nor a feed. */
    @Test
    void withoutLicencesAndRgEventsNothingIsForbidden() {
        Rig rig = Rig.of(
                "events.yaml",
                "events: { search_performed: { actor: player } }",
                "offers.yaml",
                OFFERS,
                "patterns/asked.yaml",
                ASKED);
        opened.add(rig);
        rig.play(player("ada").does("search_performed"));
        assertThat(sent(rig)).isEqualTo("gift");
    }
}
