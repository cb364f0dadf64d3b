package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several offers is sent, where, or none. */
class ChoiceTest {
    private static final long MINUTE = 60_000;
    private static final long DAY = 86_400_000;
    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { size: number } }
              went: { actor: player }
              session_ended: { actor: player }
              paid: { actor: system, fact: true, attributes: { channel_wished: string } }
              offer_feedback: { actor: player, fact: true, attributes: { offer_id: string, stage: [SHOWN, ACCEPTED, DISMISSED] } }
              rg_risk_scored: { actor: system, fact: true, attributes: { level: number } }
            """;
    private static final String FEATURES = """
            features:
              big:  { latest: size, of: seen }
              wish: { latest: channel_wished, of: paid }
            """;
    private static final String TAGS = "tags: { quiet: { about: x, suppress: [information] }, warm: { about: y } }";
    private static final String OFFERS = """
            offers:
              plain:  { class: information, lasts: 60s, message: "Plain." }
              heavy:  { class: information, lasts: 60s, weight: 3, message: "Heavy." }
              dear:   { class: inducement, lasts: 60s, value: 50, message: "Dear." }
              hint:   { class: help, lasts: 60s, group: hints, message: "A hint." }
              clue:   { class: help, lasts: 60s, group: hints, message: "A clue." }
              pause:  { class: care, lasts: 60s, message: "A pause?" }
              rest:   { class: care, lasts: 60s, message: "A rest?" }
              never:  { class: help, lasts: 60s, eligible: "big > 1000", message: "Never." }
              shown:  { class: help, lasts: 60s, channels: [in_app, push, email, sms], message: "Shown." }
              here:   { class: help, lasts: 60s, channels: [in_app], message: "Here." }
              mailed: { class: help, lasts: 60s, channels: [email], message: "Mailed." }
            """;

    private final Map<String, String> files = new LinkedHashMap<>(
            Map.of("events.yaml", EVENTS, "features.yaml", FEATURES, "tags.yaml", TAGS, "offers.yaml", OFFERS));
    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    /** A pattern noticed at each event of a type, with these offers. */
    private ChoiceTest at(String event, String id, String offers) {
        files.put(
                "patterns/" + id + ".yaml",
                "pattern: " + id + "\nsequence: [{ on: " + event + " }]\noffers: " + offers
                        + "\nbecause: You were here.\nuntil: went\n");
        return this;
    }

    private ChoiceTest seen(String offers) {
        return at("seen", "look", offers);
    }

    private ChoiceTest choice(String choice) {
        files.put("policy.yaml", "choice: " + choice + "\n");
        return this;
    }

    private Rig play(Play play) {
        close();
        if (!files.getOrDefault("policy.yaml", "").contains("offer.weight")) {
            files.computeIfPresent("offers.yaml", (path, text) -> text.replace("weight: 3, ", ""));
        }
        rig = Rig.of(files());
        return rig.play(play);
    }

    private String[] files() {
        List<String> list = new ArrayList<>();
        files.forEach((path, text) -> list.addAll(List.of(path, text)));
        return list.toArray(String[]::new);
    }

    private Decision last() {
        return rig.moments.get(rig.moments.size() - 1);
    }

    /** Each offer with its verdict, and its rank if it has one. */
    private List<String> candidates() {
        return last().candidates().stream()
                .map(each -> each.offer() + " " + each.verdict() + (each.rank() == null ? "" : " @" + each.rank()))
                .toList();
    }

    private List<String> issued() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .map(OfferRecord::offer)
                .toList();
    }

    private OfferRecord lastIssued() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    private static Play looks(Play play) {
        return play.does("seen", "size", 3).does("went").waits(MINUTE);
    }

    // ---- ranks

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "offer.weight                              | [plain, heavy, dear] | plain OUTRANKED @1.0, heavy CHOSEN @3.0, dear OUTRANKED @1.0",
                "offer.value                               | [plain, heavy, dear] | plain OUTRANKED @0.0, heavy OUTRANKED @0.0, dear CHOSEN @50.0",
                "offer.value * 0.1 + offer.weight          | [plain, heavy, dear] | plain OUTRANKED @1.0, heavy OUTRANKED @3.0, dear CHOSEN @6.0",
                "-offer.listed                             | [plain, heavy, dear] | plain CHOSEN @-1.0, heavy OUTRANKED @-2.0, dear OUTRANKED @-3.0",
                "offer.class == 'inducement' ? 1 : 0       | [plain, heavy, dear] | plain OUTRANKED @0.0, heavy OUTRANKED @0.0, dear CHOSEN @1.0",
                "offer.class.startsWith('ind') ? 1 : 0     | [plain, heavy, dear] | plain OUTRANKED @0.0, heavy OUTRANKED @0.0, dear CHOSEN @1.0",
                "offer.acceptance                          | [plain, heavy, dear] | plain CHOSEN @0.5, heavy LISTED_LATER @0.5, dear LISTED_LATER @0.5",
                "offer.seen + big                         | [plain, heavy]       | plain CHOSEN @3.0, heavy LISTED_LATER @3.0",
                "tagged('warm') ? offer.weight : 7         | [plain, heavy]       | plain CHOSEN @7.0, heavy LISTED_LATER @7.0",
                "licence == 'GB' ? offer.weight : 0        | [plain, heavy]       | plain OUTRANKED @1.0, heavy CHOSEN @3.0",
                "0                                         | [never, plain, heavy] | never NOT_ELIGIBLE big > 1000, plain CHOSEN @0.0, heavy LISTED_LATER @0.0",
                "offer.weight                              | [{ offer: plain, weight: 5 }, heavy, { offer: dear, weight: 3 }] | plain CHOSEN @5.0, heavy OUTRANKED @3.0, dear OUTRANKED @3.0",
                "offer.weight                              | [dear, { offer: plain, weight: 0 }] | dear CHOSEN @1.0, plain OUTRANKED @0.0",
            })
    void theHighestRankWinsAndOfEqualOnesTheFirstListed(String rank, String offers, String verdicts) {
        seen(offers)
                .choice("{ rank: \"" + rank + "\" }")
                .play(player("ada").in("licence", "GB").does("seen", "size", 3));
        assertThat(String.join(", ", candidates())).isEqualTo(verdicts);
        assertThat(last().reason()).isEqualTo(Reason.OFFERED);
    }

    @Test
    void withoutARankTheFirstListedIsSentAndNoneHasARank() {
        seen("[plain, never, dear]").play(player("ada").does("seen", "size", 3));
        assertThat(candidates()).containsExactly("plain CHOSEN", "never NOT_ELIGIBLE big > 1000", "dear LISTED_LATER");
    }

    @Test
    void anOfferWhoseRankIsUnknownIsNotSentAndThatIsCounted() {
        seen("[dear, plain]")
                .choice("{ rank: \"offer.class == 'inducement' ? big : 1\" }")
                .play(player("ada").does("seen"));
        assertThat(candidates()).containsExactly("dear NO_RANK", "plain CHOSEN @1.0");
        assertThat(rig.counted("unknown_condition offer.class == 'inducement' ? big : 1"))
                .isEqualTo(1);

        seen("[dear, plain]")
                .choice("{ rank: \"big * offer.weight\" }")
                .play(player("ada").does("seen"));
        assertThat(last().reason()).isEqualTo(Reason.NOTHING_FITS);
        assertThat(candidates()).containsExactly("dear NO_RANK", "plain NO_RANK");
    }

    @Test
    void careWithoutARankComesBehindWhatHasOneAndIsSentIfNothingElseIs() {
        String rank = "{ rank: \"offer.class == 'care' ? big : -5\" }";
        seen("[pause, plain]").choice(rank).play(player("ada").does("seen"));
        assertThat(candidates()).containsExactly("pause OUTRANKED", "plain CHOSEN @-5.0");
        seen("[never, pause, rest]").choice(rank).play(player("ada").does("seen"));
        assertThat(candidates()).containsExactly("never NOT_ELIGIBLE big > 1000", "pause CHOSEN", "rest LISTED_LATER");
    }

    @Test
    void whatIsOfferedIsLearntFromWhatHeDidWithIt() {
        seen("[plain, dear]").choice("{ rank: \"offer.acceptance\" }");
        play(player("ada").does("seen"));
        String first = rig.offers.get(0).offerId();
        rig.play(player("ada")
                .waits(1)
                .does("offer_feedback", "offer_id", first, "stage", "DISMISSED")
                .does("seen"));
        assertThat(candidates())
                .as("not again, and he did not like it")
                .containsExactly("plain SEEN_LAST @0.3333333333333333", "dear CHOSEN @0.5");
        String second = lastIssued().offerId();
        rig.play(player("ada")
                .waits(2)
                .does("offer_feedback", "offer_id", second, "stage", "ACCEPTED")
                .does("seen"));
        assertThat(candidates())
                .containsExactly("plain CHOSEN @0.3333333333333333", "dear SEEN_LAST @0.6666666666666666");
        rig.play(player("ada").waits(3 + MINUTE).does("seen"));
        assertThat(candidates())
                .as("the third one expired")
                .containsExactly("plain SEEN_LAST @0.25", "dear CHOSEN @0.6666666666666666");
    }

    @Test
    void whatWeWithdrewSaysNothingOfWhatHeLikes() {
        seen("[plain]").choice("{ rank: \"offer.acceptance\" }").play(looks(looks(looks(player("ada")))));
        assertThat(rig.offersSaid()).contains("WITHDRAWN plain UNTIL");
        assertThat(candidates()).containsExactly("plain CHOSEN @0.5");
    }

    @Test
    void whatHeSawAMonthAgoIsForgottenToTheMillisecond() {
        for (long later : new long[] {-1, 0}) {
            seen("[plain, heavy]").choice("{ rank: \"offer.seen\" }");
            play(player("ada").does("seen").does("went").waits(30 * DAY + later).does("seen"));
            assertThat(candidates())
                    .containsExactly(
                            later < 0
                                    ? new String[] {"plain SEEN_LAST @1.0", "heavy CHOSEN @0.0"}
                                    : new String[] {"plain CHOSEN @0.0", "heavy LISTED_LATER @0.0"});
        }
    }

    @Test
    void theDecisionSaysWhatTheRankLookedAt() {
        seen("[plain]")
                .choice("{ rank: \"big + offer.weight\" }")
                .play(player("ada").does("seen", "size", 3));
        assertThat(last().features()).containsEntry("big", 3.0);
    }

    // ---- saying nothing

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.99 | [plain, heavy] | OFFERED      | plain OUTRANKED @1.0, heavy CHOSEN @3.0",
                "1    | [plain, heavy] | OFFERED      | plain NOT_ABOVE_NOTHING @1.0, heavy CHOSEN @3.0",
                "2.99 | [plain, heavy] | OFFERED      | plain NOT_ABOVE_NOTHING @1.0, heavy CHOSEN @3.0",
                "3    | [plain, heavy] | SAID_NOTHING | plain NOT_ABOVE_NOTHING @1.0, heavy NOT_ABOVE_NOTHING @3.0",
                "3    | [plain, pause] | OFFERED      | plain NOT_ABOVE_NOTHING @1.0, pause CHOSEN @1.0",
                "big  | [plain, heavy] | SAID_NOTHING | plain NOT_ABOVE_NOTHING @1.0, heavy NOT_ABOVE_NOTHING @3.0",
                "3    | [never]        | NOTHING_FITS | never NOT_ELIGIBLE big > 1000",
                "-1   | [never, plain] | OFFERED      | never NOT_ELIGIBLE big > 1000, plain CHOSEN @1.0",
            })
    void whatRanksNoHigherThanNothingIsNotSaidCareApart(String nothing, String offers, Reason reason, String verdicts) {
        seen(offers)
                .choice("{ rank: \"offer.weight\", nothing: \"" + nothing + "\" }")
                .play(player("ada").does("seen", "size", 3));
        assertThat(last().reason()).isEqualTo(reason);
        assertThat(String.join(", ", candidates())).isEqualTo(verdicts);
        assertThat(issued()).hasSize(reason == Reason.OFFERED ? 1 : 0);
    }

    @Test
    void ifItIsUnknownHowNothingRanksNothingIsSaid() {
        seen("[plain]")
                .choice("{ rank: \"offer.weight\", nothing: big }")
                .play(player("ada").does("seen"));
        assertThat(last().reason()).isEqualTo(Reason.SAID_NOTHING);
        assertThat(last().detail()).isEqualTo("nothing ranks unknown: big");
        assertThat(rig.counted("unknown_condition big")).isEqualTo(1);
    }

    @Test
    void silenceChargesNoCap() {
        seen("[plain]").choice("{ rank: big, nothing: 5 }");
        files.compute("patterns/look.yaml", (path, text) -> text + "caps: [once]\n");
        play(player("ada")
                .does("seen", "size", 5)
                .waits(1)
                .does("seen", "size", 6)
                .waits(1)
                .does("seen", "size", 7));
        assertThat(rig.reasonsOf("look")).containsExactly(Reason.SAID_NOTHING, Reason.OFFERED, Reason.CAPPED);
    }

    // ---- not the same twice

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two take turns                                | [plain, dear]        | plain dear plain dear",
                "an only one is said again                     | [plain, never]       | plain plain plain plain",
                "the third waits for its rank                  | [plain, dear, heavy] | plain dear plain dear",
                "of a group while there is another             | [hint, clue, plain]  | hint plain hint plain",
                "within a group, if there is only that         | [hint, clue]         | hint clue hint clue",
                "care does not make way for what is none       | [pause, plain]       | pause pause pause pause",
                "care makes way for other care                 | [pause, plain, rest] | pause rest pause rest",
                "what is none makes way for care               | [plain, pause]       | plain pause plain pause",
            })
    void whatHeSawLastMakesWay(String claim, String offers, String said) {
        seen(offers).play(looks(looks(looks(looks(player("ada"))))));
        assertThat(String.join(" ", issued())).as(claim).isEqualTo(said);
    }

    @Test
    void whereCareIsTheBestOnlyCareTakesItsTurn() {
        seen("[pause, plain, rest]").play(looks(looks(player("ada"))));
        assertThat(candidates()).containsExactly("pause SEEN_LAST", "plain CARE_FIRST", "rest CHOSEN");
    }

    @Test
    void lastTimeIsWhateverPatternItCameFrom() {
        seen("[plain, dear]")
                .at("paid", "pay", "[dear]")
                .play(player("ada").does("paid").does("went").does("seen"));
        assertThat(issued()).containsExactly("dear", "plain");
        seen("[dear, plain]")
                .at("paid", "pay", "[dear]")
                .play(player("ada").does("paid").does("went").does("seen"));
        assertThat(candidates()).containsExactly("dear SEEN_LAST", "plain CHOSEN");
    }

    @Test
    void aPatternKnowsWhatItSentLastWhateverHeSawInBetween() {
        seen("[plain, dear]")
                .at("paid", "pay", "[heavy]")
                .play(player("ada")
                        .does("seen")
                        .does("went")
                        .does("paid")
                        .does("went")
                        .does("seen"));
        assertThat(issued()).containsExactly("plain", "heavy", "dear");
    }

    @Test
    void aShadowPatternTakesTurnsOnItsOwnAndLeavesWhatHeSawAlone() {
        seen("[plain, dear]");
        files.compute("patterns/look.yaml", (path, text) -> text + "mode: shadow\n");
        at("paid", "pay", "[plain, dear]").choice("{ rank: \"-offer.seen\" }");
        play(player("ada")
                .does("seen")
                .waits(1)
                .does("seen")
                .waits(1)
                .does("seen")
                .waits(1)
                .does("paid"));
        assertThat(rig.moments)
                .extracting(moment -> moment.candidates().get(0).verdict())
                .containsExactly("CHOSEN", "SEEN_LAST", "CHOSEN", "CHOSEN");
        assertThat(issued()).containsExactly("plain");
    }

    @Test
    void protectionGoesBeforeTheTurn() {
        files.put(
                "policy.yaml",
                "protection:\n  risky: { from: rg_risk_scored, where: \"level >= 4\", sends: [care, information] }\n");
        seen("[plain, dear]")
                .play(looks(player("ada")).does("rg_risk_scored", "level", 4).does("seen"));
        assertThat(candidates()).containsExactly("plain CHOSEN", "dear PROTECTED risky");
    }

    @Test
    void turnsAndLikingsOutliveTheRow() {
        seen("[plain, dear, heavy]").choice("{ rank: \"offer.acceptance - 0.1 * offer.seen\" }");
        Play ada = looks(looks(looks(looks(looks(player("ada"))))));
        play(ada);
        List<String> withRows = rig.moments.stream().map(Decision::toString).toList();
        assertThat(rig.memory("ada").relationship.fields().get("seen_offers").toString())
                .contains("offer=plain", "offer=dear", "offer=heavy", "issued=2");

        try (Rig neverStored = Rig.of(files())) {
            PlayerMemory memory = PlayerMemory.of("ada");
            Core core = new Core();
            ada.events()
                    .forEach(event -> core.on(
                            memory, event, neverStored.rules(), Now.OF_THE_MOMENT, ForAll.NOTHING, neverStored));
            assertThat(neverStored.moments).extracting(Decision::toString).isEqualTo(withRows);
        }
    }

    // ---- other offers

    @Test
    void theRunnersUpAreAlternatives() {
        seen("[plain, never, heavy, { offer: dear, weight: 2 }, hint, { offer: clue, weight: 2 }, pause]")
                .choice("{ rank: \"offer.weight\" }")
                .play(player("ada").does("seen"));
        assertThat(lastIssued().offer()).isEqualTo("heavy");
        assertThat(lastIssued().alternatives())
                .as("three at most, the best first, and no inducement")
                .containsExactly("clue", "plain", "hint");
    }

    @Test
    void declaredAlternativesComeFirstIfHeMightBeSentThem() {
        files.put(
                "offers.yaml",
                OFFERS.replace("message: \"Plain.\"", "alternatives: [never, pause, hint], message: \"Plain.\""));
        seen("[plain, clue, heavy, hint]").play(player("ada").does("seen"));
        assertThat(lastIssued().alternatives()).containsExactly("pause", "hint", "clue");
    }

    @Test
    void anAlternativeHasToPassTheGuardsToo() {
        files.put(
                "offers.yaml",
                OFFERS.replace("message: \"A hint.\"", "alternatives: [plain, pause], message: \"A hint.\"")
                        .replace("plain:  { class: information,", "plain:  { class: information, caps: [once],"));
        seen("[hint]").at("paid", "pay", "[plain]").play(player("ada").does("seen"));
        assertThat(lastIssued().alternatives()).containsExactly("plain", "pause");
        play(player("ada").does("paid").does("went").does("seen"));
        assertThat(lastIssued().alternatives()).as("plain is capped").containsExactly("pause");
        at("paid", "pay", "[heavy]\ntag: { name: quiet, for: 2m }");
        play(player("ada").does("paid").waits(MINUTE).does("seen"));
        assertThat(lastIssued().offer()).isEqualTo("hint");
        assertThat(lastIssued().alternatives()).as("plain is suppressed").containsExactly("pause");
    }

    @Test
    void whatAPersonReviewsIsNoAlternative() {
        files.put("offers.yaml", OFFERS.replace("clue:   { class: help,", "clue:   { class: help, review: true,"));
        seen("[plain, clue, hint]").play(player("ada").does("seen"));
        assertThat(lastIssued().alternatives()).containsExactly("hint");
    }

    @Test
    void whatIsNoBetterThanSilenceOrSeenLastIsNoAlternative() {
        seen("[plain, heavy, hint]")
                .choice("{ rank: \"offer.weight\", nothing: 1 }")
                .play(player("ada").does("seen"));
        assertThat(lastIssued().alternatives()).isEmpty();
        seen("[plain, heavy, hint]").choice("{ rank: \"offer.weight\" }").play(looks(looks(player("ada"))));
        assertThat(candidates()).containsExactly("plain CHOSEN @1.0", "heavy SEEN_LAST @3.0", "hint LISTED_LATER @1.0");
        assertThat(lastIssued().alternatives()).containsExactly("hint");
    }

    // ---- where

    /** A silence completes with no event at hand: he is there for thirty minutes after the last thing he did. */
    @ParameterizedTest
    @CsvSource({
        "1799999, shown,  in_app",
        "1800000, shown,  push",
        "1799999, here,   in_app",
        "1800000, here,   ",
        "1799999, mailed, email",
        "1800000, mailed, email",
        "1799999, plain,  any",
        "1800000, plain,  any",
    })
    void inTheAppWhileHeIsThereAndElsewhereWhenHeIsNot(long silent, String offer, String channel) {
        files.put(
                "patterns/look.yaml",
                "pattern: look\nsequence: [{ on: seen }, { no: went, for: " + silent + "ms }]\noffers: [" + offer
                        + "]\nbecause: You were here.\n");
        play(player("ada").does("seen")).until(NOON + silent);
        if (channel == null) {
            assertThat(last().reason()).isEqualTo(Reason.NOTHING_FITS);
            assertThat(candidates()).singleElement().asString().startsWith(offer + " NO_CHANNEL ");
        } else {
            assertThat(lastIssued().channel()).isEqualTo(channel.equals("any") ? null : channel);
            assertThat(last().channel()).isEqualTo(lastIssued().channel());
        }
    }

    @Test
    void careIsShownWhereItCanIfNothingReachesHim() {
        files.put(
                "offers.yaml", OFFERS.replace("pause:  { class: care,", "pause:  { class: care, channels: [in_app],"));
        at("paid", "pay", "[pause]").play(player("ada").does("session_ended").does("paid"));
        assertThat(lastIssued().channel()).isEqualTo("in_app");
    }

    @Test
    void whereItIsQuietNothingIsShownAndNoAlternativeEither() {
        files.put("policy.yaml", "restraint: { quiet_hours: { from: \"11:00\", to: \"13:00\", channels: [push] } }\n");
        files.put(
                "offers.yaml",
                OFFERS.replace("[in_app, push, email, sms]", "[in_app, push]")
                        .replace(
                                "message: \"Plain.\"",
                                "channels: [email], alternatives: [shown], message: \"Plain.\""));
        for (int hours : new int[] {0, 2}) {
            Play ada = player("ada").in("zone", "UTC").does("session_ended").waits(hours * 60 * MINUTE);
            at("paid", "pay", "[shown, plain]").play(ada.does("paid"));
            assertThat(candidates())
                    .containsExactly(
                            hours == 0
                                    ? new String[] {"shown NO_CHANNEL in_app: he is not here", "plain CHOSEN"}
                                    : new String[] {"shown CHOSEN", "plain LISTED_LATER"});
            at("paid", "pay", "[plain]").play(ada);
            assertThat(lastIssued().alternatives()).isEqualTo(hours == 0 ? List.of() : List.of("shown"));
        }
    }

    @Test
    void whoHasEndedHisSessionIsNotThere() {
        at("paid", "pay", "[here, shown]")
                .play(player("ada").does("seen").does("session_ended").does("paid"));
        assertThat(candidates()).containsExactly("here NO_CHANNEL in_app: he is not here", "shown CHOSEN");
        assertThat(lastIssued().channel()).isEqualTo("push");
    }

    @Test
    void whoHasDoneNothingHimselfMayBeThereOrNot() {
        at("paid", "pay", "[mailed, here]")
                .play(player("ada").does("paid").does("went").waits(1).does("paid"));
        assertThat(rig.moments.get(0).candidates().get(0).verdict()).isEqualTo("CHOSEN");
        assertThat(lastIssued().channel()).as("now he is there").isEqualTo("in_app");
        at("paid", "pay", "[shown]").choice("{ prefer: wish }");
        play(player("ada").does("paid", "channel_wished", "sms"));
        assertThat(lastIssued().channel()).isEqualTo("sms");
        play(player("bob").does("paid"));
        assertThat(lastIssued().channel()).isEqualTo("in_app");
    }

    @ParameterizedTest
    @CsvSource({"SMS, sms", "sms, sms", "email, email", "in_app, push", "pigeon, push", ", push"})
    void theChannelHePrefersIfItReachesHim(String wished, String channel) {
        at("paid", "pay", "[shown]")
                .choice("{ prefer: wish }")
                .play(player("ada").does("session_ended").does("paid", "channel_wished", wished));
        assertThat(lastIssued().channel()).isEqualTo(channel);
    }

    @Test
    void elseTheOneOnWhichHeLastAcceptedSomething() {
        at("paid", "pay", "[mailed, shown]").choice("{ prefer: wish }");
        play(player("ada").does("session_ended").does("paid"));
        String mail = lastIssued().offerId();
        rig.play(player("ada")
                .waits(1)
                .does("offer_feedback", "offer_id", mail, "stage", "ACCEPTED")
                .does("session_ended")
                .waits(1)
                .does("paid"));
        assertThat(lastIssued().offer()).isEqualTo("shown");
        assertThat(lastIssued().channel()).isEqualTo("email");
        rig.play(player("ada").waits(3 * MINUTE).does("paid").waits(MINUTE).does("paid", "channel_wished", "sms"));
        assertThat(rig.offersSaid()).endsWith("EXPIRED mailed", "ISSUED shown");
        assertThat(lastIssued().channel()).as("what he wishes goes before").isEqualTo("sms");
    }
}
