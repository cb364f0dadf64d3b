package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the player has said of being spoken to, and when it holds. */
class ConsentTest {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final String[] FILES = {
        "events.yaml",
        """
        events:
          bet:     { actor: system, attributes: { product: [SPORTS, CASINO] } }
          looked:  { actor: system }
          asked:   { actor: system }
          worried: { actor: system }
          consent_changed: { actor: system, fact: true, attributes: { by: [EMAIL, SITE, PUSH], product: [SPORTS, CASINO, ALL], purpose: [MARKETING, PROFILING], opted_in: boolean } }
          player_preferences: { actor: system, fact: true, attributes: { snooze: string, snooze_until: time, no_nudge: boolean } }
          offer_feedback: { actor: system, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED, OPTED_OUT, OPTED_IN] } }
        """,
        "offers.yaml",
        """
        offers:
          gift:  { class: inducement, lasts: 60s, channels: [in_app, push], message: "A gift." }
          hint:  { class: information, lasts: 60s, channels: [in_app], message: "A hint." }
          guide: { class: help, lasts: 60s, channels: [in_app], message: "A guide." }
          care:  { class: care, lasts: 60s, channels: [in_app], message: "A break?" }
        """,
        "policy.yaml",
        """
        consent:
          from: consent_changed
          needs: { inducement: [product, channel, profiling], information: [profiling], help: [], care: [] }
        """,
        "patterns/giving.yaml",
        "pattern: giving\nsequence: [{ on: bet }]\noffers: [gift]\nbecause: You were here.\n",
        "patterns/giving-unasked.yaml",
        "pattern: giving-unasked\nsequence: [{ on: asked }]\noffers: [gift]\nbecause: You were here.\n",
        "patterns/hinting.yaml",
        "pattern: hinting\nsequence: [{ on: looked }]\noffers: [hint]\nbecause: You were here.\n",
        "patterns/guiding.yaml",
        "pattern: guiding\nsequence: [{ on: looked }]\noffers: [guide]\nbecause: You were here.\npriority: 40\n",
        "patterns/caring.yaml",
        "pattern: caring\nsequence: [{ on: worried }]\noffers: [care]\nbecause: You were here.\npriority: 90\n",
    };

    private final Rig rig = Rig.of(FILES);

    @AfterEach
    void close() {
        rig.close();
    }

    private static Play player() {
        return Play.player("ada");
    }

    private static Play says(Play play, boolean yes, String purpose, String product, String by) {
        return play.does("consent_changed", "opted_in", yes, "purpose", purpose, "product", product, "by", by);
    }

    private static Play profiled(Play play) {
        return says(play, true, "PROFILING", "ALL", null);
    }

    private List<String> channels() {
        return rig.offers.stream()
                .map(OfferRecord::channels)
                .flatMap(List::stream)
                .toList();
    }

    private String verdict() {
        Decision last = rig.decisions.get(rig.decisions.size() - 1);
        return last.reason() + (last.detail() == null ? "" : " " + last.detail());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // purpose, product, by   ▸ the channels on which a bet on SPORTS may be answered with a gift
                "MARKETING, SPORTS, SITE, in_app",
                "MARKETING, SPORTS, PUSH, push",
                "MARKETING, ALL,    SITE, in_app",
                "MARKETING, CASINO, SITE, -",
                "MARKETING, SPORTS, EMAIL, -",
                "MARKETING, SPORTS, -, -",
                "MARKETING, -,      SITE, -",
                "MARKETING, -,      -, -",
                "-,         SPORTS, SITE, in_app",
                "-,         -,      -, -",
            })
    void aYesCountsForTheProductAndTheChannelItNames(String purpose, String product, String by, String channel) {
        rig.play(says(profiled(player()), true, purpose, product, by).does("bet", "product", "SPORTS"));
        assertThat(channels()).isEqualTo(channel == null ? List.of() : List.of(channel));
        assertThat(verdict()).isEqualTo(channel == null ? "NO_CONSENT marketing of SPORTS by in_app, push" : "OFFERED");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "MARKETING, SPORTS, SITE, push",
                "MARKETING, SPORTS, PUSH, in_app",
                "MARKETING, ALL,    SITE, push",
                "MARKETING, -,      SITE, push",
                "MARKETING, SPORTS, -, -",
                "MARKETING, -,      -, -",
                "MARKETING, CASINO, SITE, in_app push",
                "MARKETING, CASINO, -, in_app push",
                "PROFILING, CASINO, -, -",
                "-,         -,      -, -",
                "-,         CASINO, PUSH, -",
            })
    void aNoCountsForAllItMayMean(String purpose, String product, String by, String left) {
        Play play = says(profiled(player()), true, "MARKETING", "SPORTS", "SITE");
        says(play, true, "MARKETING", "SPORTS", "PUSH").waits(1);
        rig.play(says(play, false, purpose, product, by).does("bet", "product", "SPORTS"));
        assertThat(String.join(" ", channels())).isEqualTo(left == null ? "" : left);
    }

    @Test
    void whatIsNotAClearYesIsANo() {
        for (Object unclear : new Object[] {null, "true", "no", 1L}) {
            rig.play(says(profiled(player()), true, "MARKETING", "SPORTS", "SITE")
                    .waits(1)
                    .does(
                            "consent_changed",
                            "opted_in",
                            unclear,
                            "purpose",
                            "MARKETING",
                            "product",
                            "SPORTS",
                            "by",
                            "SITE")
                    .does("bet", "product", "SPORTS"));
            assertThat(verdict()).startsWith("NO_CONSENT");
        }
    }

    @Test
    void aFactCalledProductSaysWhatTheMomentIsAbout() {
        String[] files = FILES.clone();
        files[7] += "facts: { product: \"'CASINO'\" }\n";
        try (Rig told = Rig.of(files)) {
            Play play = says(profiled(player()), true, "MARKETING", "SPORTS", "SITE");
            told.play(play.does("bet", "product", "SPORTS"));
            told.play(says(play.waits(1), true, "MARKETING", "CASINO", "SITE").does("bet", "product", "SPORTS"));
            assertThat(told.reasonsOf("giving")).containsExactly(Reason.NO_CONSENT, Reason.OFFERED);
        }
    }

    /** Where it is shown does not matter, and the offer does not say. */
    @Test
    void whereOnlyTheProductMattersAnOfferNeedsNoChannel() {
        String[] files = FILES.clone();
        files[3] = files[3].replace("channels: [in_app, push], ", "");
        files[5] = "consent: { from: consent_changed, needs: { inducement: [product] } }";
        try (Rig anywhere = Rig.of(files)) {
            Play play = says(player(), true, "MARKETING", "SPORTS", "EMAIL");
            anywhere.play(play.does("bet", "product", "CASINO").does("bet", "product", "SPORTS"));
            assertThat(anywhere.reasonsOf("giving")).containsExactly(Reason.NO_CONSENT, Reason.OFFERED);
            anywhere.play(says(player().waits(1), false, "MARKETING", "SPORTS", null));
            assertThat(anywhere.offersSaid()).containsExactly("ISSUED gift", "WITHDRAWN gift NO_CONSENT");
        }
    }

    @Test
    void ofOneThingTheLaterWordCountsHoweverLateItComes() {
        Play play =
                says(profiled(player()), true, "MARKETING", "SPORTS", "SITE").waits(DAY);
        play.at(
                NOON + 2,
                "consent_changed",
                "opted_in",
                true,
                "purpose",
                "MARKETING",
                "product",
                "SPORTS",
                "by",
                "SITE");
        play.at(
                NOON + 1,
                "consent_changed",
                "opted_in",
                false,
                "purpose",
                "MARKETING",
                "product",
                "SPORTS",
                "by",
                "SITE");
        rig.play(play.does("bet", "product", "SPORTS"));
        assertThat(verdict()).isEqualTo("OFFERED");

        Play other = says(profiled(Play.player("bob")), true, "MARKETING", "ALL", "SITE")
                .waits(DAY);
        other.at(
                NOON + 1,
                "consent_changed",
                "opted_in",
                false,
                "purpose",
                "MARKETING",
                "product",
                "SPORTS",
                "by",
                "SITE");
        rig.play(other.does("bet", "product", "SPORTS"));
        assertThat(verdict()).startsWith("NO_CONSENT");
        rig.play(other.waits(1).does("bet", "product", "CASINO"));
        assertThat(rig.reasonsOf("giving")).endsWith(Reason.OFFERED);
    }

    @Test
    void inTheSameMillisecondANoCountsWhicheverCameFirst() {
        for (boolean first : new boolean[] {true, false}) {
            Play play = profiled(Play.player("ada-" + first));
            says(play, first, "MARKETING", "SPORTS", "SITE");
            says(play, !first, "MARKETING", "SPORTS", "SITE");
            rig.play(play.does("bet", "product", "SPORTS"));
            assertThat(verdict()).startsWith("NO_CONSENT");
        }
    }

    @Test
    void aMomentOfNoKnownProductNeedsConsentForAllOfThem() {
        Play play = says(profiled(player()), true, "MARKETING", "SPORTS", "SITE");
        says(play, true, "MARKETING", "CASINO", "SITE");
        rig.play(play.does("asked"));
        assertThat(verdict()).isEqualTo("NO_CONSENT marketing of all products by in_app, push");
        rig.play(says(play.waits(1), true, "MARKETING", "ALL", "SITE").does("asked"));
        assertThat(verdict()).isEqualTo("OFFERED");
        says(play.waits(60_000), false, "MARKETING", "CASINO", "SITE").does("asked");
        rig.play(play);
        assertThat(verdict()).startsWith("NO_CONSENT");
    }

    @Test
    void whatNeedsProfilingNeedsAYesToItAndCareAndHelpNeedNone() {
        Play play = player().does("looked").does("worried");
        rig.play(play);
        assertThat(rig.reasonsOf("hinting")).containsExactly(Reason.NO_CONSENT);
        assertThat(rig.reasonsOf("guiding")).containsExactly(Reason.OFFERED);
        assertThat(rig.reasonsOf("caring")).containsExactly(Reason.OFFERED);
        rig.play(profiled(Play.player("bob")).does("looked"));
        assertThat(rig.reasonsOf("hinting")).containsExactly(Reason.NO_CONSENT, Reason.OFFERED);
    }

    @Test
    void anObjectionToProfilingStopsAllButCareUntilItIsTakenBackForTheSame() {
        Play play = says(profiled(player()).waits(1), false, "PROFILING", "SPORTS", null);
        rig.play(play.does("looked").does("worried"));
        assertThat(rig.reasonsOf("hinting")).containsExactly(Reason.NO_CONSENT);
        assertThat(rig.reasonsOf("guiding")).containsExactly(Reason.NO_CONSENT);
        assertThat(rig.reasonsOf("caring")).containsExactly(Reason.OFFERED);
        rig.play(says(play.waits(60_000), true, "PROFILING", "CASINO", null).does("looked"));
        assertThat(rig.reasonsOf("guiding")).containsExactly(Reason.NO_CONSENT, Reason.NO_CONSENT);
        rig.play(says(play.waits(1), true, "PROFILING", "SPORTS", null).does("looked"));
        assertThat(rig.reasonsOf("hinting")).endsWith(Reason.OFFERED);
    }

    @Test
    void takingConsentBackWithdrawsWhatStandsOnItAtOnce() {
        Play play = says(profiled(player()), true, "MARKETING", "ALL", "SITE").does("bet", "product", "SPORTS");
        rig.play(says(play.waits(1), false, "MARKETING", "CASINO", "SITE"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");
        rig.play(says(play.waits(1), false, "MARKETING", "SPORTS", "SITE"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift", "WITHDRAWN gift NO_CONSENT");
        assertThat(rig.offers.get(1).at()).isEqualTo(NOON + 2);
    }

    @Test
    void anOfferGoesWithTheConsentForTheChannelItIsShownOn() {
        Play play = says(profiled(player()), true, "MARKETING", "SPORTS", "SITE");
        says(play, true, "MARKETING", "SPORTS", "PUSH")
                .does("bet", "product", "SPORTS")
                .waits(1);
        rig.play(says(play, false, "MARKETING", "SPORTS", "PUSH"));
        assertThat(rig.offers.get(0).channel()).isEqualTo("in_app");
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift");
        rig.play(says(play.waits(1), false, "MARKETING", "SPORTS", "SITE"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED gift", "WITHDRAWN gift NO_CONSENT");
        Play bob = says(profiled(Play.player("bob")), true, "MARKETING", "SPORTS", "SITE");
        says(bob, true, "MARKETING", "SPORTS", "PUSH")
                .does("bet", "product", "SPORTS")
                .waits(1);
        rig.play(says(bob, false, "MARKETING", "SPORTS", "SITE"));
        assertThat(rig.offersSaid())
                .as("another channel would not do")
                .endsWith("ISSUED gift", "WITHDRAWN gift NO_CONSENT");
    }

    @Test
    void anObjectionWithdrawsHelpAndLeavesCare() {
        Play play = player().does("looked").waits(1);
        rig.play(says(play, false, "PROFILING", null, null));
        assertThat(rig.offersSaid()).containsExactly("ISSUED guide", "WITHDRAWN guide NO_CONSENT");
        rig.play(says(play.does("worried").waits(1), false, "PROFILING", null, null));
        assertThat(rig.offersSaid()).endsWith("ISSUED care");
    }

    @Test
    void whereOnlyTheChannelMattersAYesToAnyProductIsOneUntilItIsTakenBack() {
        String[] files = FILES.clone();
        files[5] = files[5].replace("[product, channel, profiling]", "[channel]");
        try (Rig channels = Rig.of(files)) {
            Play play = says(player(), true, "MARKETING", "SPORTS", "SITE").waits(1);
            says(play, false, "MARKETING", "CASINO", "SITE").does("asked").waits(60_000);
            says(play, false, "MARKETING", "SPORTS", null).does("asked");
            channels.play(play);
            assertThat(channels.reasonsOf("giving-unasked")).containsExactly(Reason.OFFERED, Reason.NO_CONSENT);
            Play bob = says(Play.player("bob"), true, "MARKETING", "SPORTS", "SITE");
            channels.play(says(bob, false, "MARKETING", "SPORTS", null).does("asked"));
            assertThat(channels.reasonsOf("giving-unasked"))
                    .as("taken back in the same millisecond")
                    .endsWith(Reason.NO_CONSENT);
        }
    }

    @Test
    void mandatedCareNeedsNoConsentAndNoWishStopsIt() {
        for (boolean mandated : new boolean[] {false, true}) {
            String[] files = FILES.clone();
            files[3] = files[3].replace("class: care,", "class: care, mandated: " + mandated + ",");
            files[5] = files[5].replace("care: []", "care: [channel, profiling]");
            try (Rig needy = Rig.of(files)) {
                Play play = player().does("worried").waits(60_000);
                play.does("player_preferences", "snooze", "care", "snooze_until", NOON + HOUR)
                        .does("worried");
                needy.play(play);
                assertThat(needy.reasonsOf("caring"))
                        .containsExactly(
                                mandated ? Reason.OFFERED : Reason.NO_CONSENT,
                                mandated ? Reason.OFFERED : Reason.SNOOZED);
            }
        }
    }

    // ---- a licence

    private static Rig under(String licence) {
        List<String> files = new ArrayList<>(List.of(FILES));
        files.addAll(
                List.of("licences/ON.yaml", "licence: ON\n" + licence + "\n", "licences/GB.yaml", "licence: GB\n"));
        return Rig.of(files.toArray(String[]::new));
    }

    @Test
    void aLicenceMayAskForMoreConsentAndNeverForLess() {
        try (Rig strict = under("consent: { needs: { help: [channel], inducement: [] } }")) {
            strict.play(Play.player("ada").in("licence", "ON").does("looked"));
            strict.play(Play.player("bob").does("looked"));
            strict.play(says(Play.player("cy").in("licence", "ON"), true, "MARKETING", "CASINO", "SITE")
                    .does("looked"));
            assertThat(strict.reasonsOf("guiding")).containsExactly(Reason.NO_CONSENT, Reason.OFFERED, Reason.OFFERED);
            strict.play(Play.player("dan").in("licence", "ON").does("bet", "product", "SPORTS"));
            assertThat(strict.reasonsOf("giving")).containsExactly(Reason.NO_CONSENT);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"web, OFFERED", "app, OFFERED", "retail, NO_CONSENT", "-, NO_CONSENT"})
    void aLicenceMayAskWhereConsentWasGiven(String on, Reason reason) {
        try (Rig strict = under("consent: { given_on: [web, app] }")) {
            Play play =
                    says(profiled(player().in("licence", "ON").in("channel", on)), true, "MARKETING", "ALL", "SITE");
            strict.play(play.in("channel", "web").does("bet", "product", "SPORTS"));
            assertThat(strict.reasonsOf("giving")).containsExactly(reason);
            strict.play(says(
                            profiled(Play.player("bob").in("licence", "GB").in("channel", on)),
                            true,
                            "MARKETING",
                            "ALL",
                            "SITE")
                    .does("bet", "product", "SPORTS"));
            assertThat(strict.reasonsOf("giving"))
                    .as("elsewhere it does not matter")
                    .endsWith(Reason.OFFERED);
        }
    }

    // ---- not now

    @ParameterizedTest
    @CsvSource({
        "help,        SNOOZED, OFFERED",
        "Help,        SNOOZED, OFFERED",
        "all,         SNOOZED, OFFERED",
        "whatever,    SNOOZED, OFFERED",
        "information, OFFERED, OFFERED",
        "care,        OFFERED, SNOOZED",
    })
    void aSnoozeIsForAClassOrForAllButCare(String what, Reason help, Reason care) {
        rig.play(player().does("player_preferences", "snooze", what, "snooze_until", NOON + HOUR)
                .does("looked")
                .does("worried"));
        assertThat(rig.reasonsOf("guiding")).containsExactly(help);
        assertThat(rig.reasonsOf("caring")).containsExactly(care);
    }

    @Test
    void aSnoozeEndsToTheMillisecond() {
        Play play = player().does("player_preferences", "snooze", "help", "snooze_until", NOON + HOUR);
        rig.play(play.waits(HOUR - 1).does("looked"));
        assertThat(verdict()).isEqualTo("SNOOZED help");
        rig.play(play.waits(1).does("looked"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void ofSnoozesOfTheSameMillisecondTheLongerCountsWhicheverCameFirst() {
        for (String[] what : new String[][] {{"help", "help"}, {"help", "all"}, {"all", "help"}}) {
            for (boolean longerFirst : new boolean[] {true, false}) {
                Play play = Play.player(String.join("-", what) + longerFirst);
                play.does("player_preferences", "snooze", what[0], "snooze_until", longerFirst ? NOON + HOUR : NOON);
                play.does("player_preferences", "snooze", what[1], "snooze_until", longerFirst ? NOON : NOON + HOUR);
                rig.play(play.does("looked"));
                assertThat(verdict()).isEqualTo("SNOOZED " + what[longerFirst ? 0 : 1]);
            }
        }
    }

    @Test
    void ofWordsOfTheSameMillisecondTheStopCountsWhicheverCameFirst() {
        for (boolean stopFirst : new boolean[] {true, false}) {
            Play ada = Play.player("ada-" + stopFirst);
            ada.does("player_preferences", "no_nudge", stopFirst).does("player_preferences", "no_nudge", !stopFirst);
            rig.play(ada.does("looked"));
            assertThat(verdict()).isEqualTo("STOPPED no_nudge");

            Play bob = Play.player("bob-" + stopFirst).does("looked").waits(1);
            rig.play(bob);
            int offer = rig.offers.size() - 1;
            stops(bob, offer, stopFirst ? "OPTED_OUT" : "OPTED_IN");
            rig.play(stops(bob, offer, stopFirst ? "OPTED_IN" : "OPTED_OUT").does("looked"));
            assertThat(verdict()).isEqualTo("STOPPED guide of guiding");
        }
    }

    @Test
    void aSnoozeWithoutAnEndStandsUntilALaterOneEndsIt() {
        Play play = player().does("player_preferences", "snooze", "all");
        rig.play(play.waits(400 * DAY).does("looked"));
        assertThat(verdict()).isEqualTo("SNOOZED all");
        rig.play(play.does("player_preferences", "snooze", "all", "snooze_until", play.now())
                .does("looked"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @ParameterizedTest
    @CsvSource({
        // first, until; then, until (hours from now)  ▸ an hour later, and three hours later
        "all,  9, help, 1, SNOOZED, SNOOZED",
        "help, 9, all,  1, SNOOZED, SNOOZED",
        "help, 1, all,  2, SNOOZED, OFFERED",
        "all,  9, help, 0, OFFERED, OFFERED",
        "help, 9, all,  0, OFFERED, OFFERED",
        "help, 9, help, 2, SNOOZED, OFFERED",
    })
    void aSnoozeOfMoreOrFewerEndsAnotherAndDoesNotShortenIt(
            String first, int until, String then, int untilThen, Reason soon, Reason late) {
        Play play = player().does("player_preferences", "snooze", first, "snooze_until", NOON + until * HOUR)
                .waits(1);
        rig.play(play.does("player_preferences", "snooze", then, "snooze_until", NOON + untilThen * HOUR)
                .waits(HOUR)
                .does("looked")
                .waits(2 * HOUR)
                .does("looked"));
        assertThat(rig.reasonsOf("guiding")).containsExactly(soon, late);
    }

    @Test
    void aSnoozeWithdrawsWhatStandsOfTheClass() {
        Play play = player().does("looked").waits(1);
        rig.play(play.does("player_preferences", "snooze", "information", "snooze_until", NOON + HOUR));
        assertThat(rig.offersSaid()).containsExactly("ISSUED guide");
        rig.play(play.does("player_preferences", "snooze", "help", "snooze_until", NOON + HOUR));
        assertThat(rig.offersSaid()).containsExactly("ISSUED guide", "WITHDRAWN guide SNOOZED");
    }

    @Test
    void noNudgeStopsAllButCareUntilItIsTakenBack() {
        Play play = player().does("player_preferences", "no_nudge", true).waits(100 * DAY);
        rig.play(play.does("looked").does("worried"));
        assertThat(rig.reasonsOf("guiding")).containsExactly(Reason.STOPPED);
        assertThat(rig.reasonsOf("caring")).containsExactly(Reason.OFFERED);
        play.at(NOON - 1, "player_preferences", "no_nudge", false).waits(60_000);
        rig.play(play.does("looked"));
        assertThat(verdict()).isEqualTo("STOPPED no_nudge");
        rig.play(play.does("player_preferences", "no_nudge", false).does("looked"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    // ---- stop these

    private Play stops(Play play, int offer, String stage) {
        return play.does("offer_feedback", "offer_id", rig.offers.get(offer).offerId(), "stage", stage);
    }

    @Test
    void stopTheseEndsTheOfferAndKeepsThePatternAndTheOfferFromComingAgain() {
        Play play = player().does("looked").waits(1);
        rig.play(play);
        rig.play(stops(play, 0, "OPTED_OUT"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED guide", "DISMISSED guide");
        rig.play(play.does("looked").waits(400 * DAY).does("looked"));
        assertThat(verdict()).isEqualTo("STOPPED guide of guiding");
        rig.play(play.does("worried"));
        assertThat(verdict()).as("other offers go on").isEqualTo("OFFERED");
    }

    @Test
    void whatIsStoppedInOnePatternDoesNotComeByAnother() {
        Play play = says(profiled(player()), true, "MARKETING", "ALL", "SITE")
                .does("asked")
                .waits(1);
        rig.play(play);
        rig.play(stops(play, 0, "OPTED_OUT").does("bet", "product", "SPORTS"));
        assertThat(verdict()).isEqualTo("STOPPED gift of giving-unasked");
    }

    @Test
    void whoSaysItInLowerCaseIsUnderstood() {
        Play play = player().does("looked").waits(1);
        rig.play(play);
        rig.play(stops(player().waits(2), 0, "opted_out").waits(60_000).does("looked"));
        assertThat(rig.offersSaid()).containsExactly("ISSUED guide", "DISMISSED guide");
        assertThat(rig.reasonsOf("guiding")).containsExactly(Reason.OFFERED, Reason.STOPPED);
    }

    /** A vocabulary may have forgotten to call them facts. */
    @Test
    void whatHeSaysOfBeingSpokenToIsNeverTooLate() {
        String[] files = FILES.clone();
        files[1] = files[1].replace("fact: true, ", "");
        try (Rig gestures = Rig.of(files)) {
            Play play = player().does("looked").waits(30_000);
            gestures.play(play.does("worried").at(NOON, "player_preferences", "no_nudge", true));
            gestures.play(play.waits(60_000).does("looked"));
            assertThat(gestures.refused).isEmpty();
            assertThat(gestures.reasonsOf("guiding")).containsExactly(Reason.OFFERED, Reason.STOPPED);
        }
    }

    @Test
    void theReferenceOfAnOfferStopsItToo() {
        Play play = player().does("looked").waits(HOUR);
        rig.play(play);
        String reference = rig.offers.get(0).stopReference();
        rig.play(play.does("offer_feedback", "offer_id", reference, "stage", "OPTED_OUT")
                .does("looked"));
        assertThat(verdict()).isEqualTo("STOPPED guide of guiding");
    }

    @Test
    void careCanBeStoppedByItsOwnOffer() {
        Play play = player().does("worried").waits(1);
        rig.play(play);
        rig.play(stops(play, 0, "OPTED_OUT").does("worried"));
        assertThat(verdict()).isEqualTo("STOPPED care of caring");
    }

    @Test
    void whatWasStoppedIsTakenUpAgainWhenHeSaysSo() {
        Play play = player().does("looked").waits(10);
        rig.play(play);
        rig.play(stops(play, 0, "OPTED_OUT").waits(1));
        play.at(NOON + 9, "offer_feedback", "offer_id", rig.offers.get(0).offerId(), "stage", "OPTED_IN");
        rig.play(play.does("looked"));
        assertThat(verdict()).as("an earlier word changes nothing").isEqualTo("STOPPED guide of guiding");
        rig.play(stops(play, 0, "OPTED_IN").does("looked"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    @Test
    void whoStopsWhatNobodyRemembersIsNotNudgedAnyMore() {
        Play play = player().does("offer_feedback", "offer_id", "from-somewhere", "stage", "OPTED_OUT");
        rig.play(play.does("looked").does("worried"));
        assertThat(rig.reasonsOf("guiding")).containsExactly(Reason.STOPPED);
        assertThat(rig.reasonsOf("caring")).containsExactly(Reason.OFFERED);
        rig.play(
                play.waits(60_000).does("player_preferences", "no_nudge", false).does("looked"));
        assertThat(verdict()).isEqualTo("OFFERED");
    }

    // ---- the row

    @Test
    void whatHeSaidIsKeptForEver() {
        rig.play(says(player(), false, "MARKETING", "ALL", "SITE"));
        rig.play(Play.player("bob").does("player_preferences", "no_nudge", true));
        rig.play(Play.player("cy").does("player_preferences", "snooze", "all", "snooze_until", NOON + DAY));
        assertThat(rig.until(NOON + DAY).row("cy")).isNotNull();
        rig.until(NOON + 1_000 * DAY);
        assertThat(rig.row("ada")).isNotNull();
        assertThat(rig.row("bob")).isNotNull();
        assertThat(rig.row("cy")).as("a snooze has an end").isNull();
    }

    @Test
    void whoeverMakesUpProductsAndOffersFillsNoRowAndLosesNoObjection() {
        String[] free = FILES.clone();
        free[1] = free[1].replace("product: [SPORTS, CASINO, ALL]", "product: string");
        try (Rig open = Rig.of(free)) {
            Play play = says(player(), false, "PROFILING", "CASINO", null);
            for (int i = 0; i < 2_000; i++) {
                says(play.waits(1), i % 3 == 0, "MARKETING", "product-" + i, "SITE");
                play.does("player_preferences", "snooze", "class-" + i, "snooze_until", NOON);
            }
            open.play(play);
            assertThat(open.row("ada").length).isLessThan(6_000);
            open.play(play.waits(1).does("looked"));
            assertThat(open.reasonsOf("guiding")).containsExactly(Reason.NO_CONSENT);
        }
    }
}
