package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.OfferRecord;
import io.kairos.player.Rig;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EveningTest {
    private static final long NOON = 1_767_268_800_000L;
    private static final long MINUTE = 60_000;

    private final List<PlayerEvent> minute = new Evening(7, 20, NOON).until(NOON + MINUTE);

    @Test
    void theSameSeedGivesTheSameEvening() {
        assertThat(new Evening(7, 20, NOON).until(NOON + MINUTE)).isEqualTo(minute);
        assertThat(new Evening(8, 20, NOON).until(NOON + MINUTE)).isNotEqualTo(minute);
    }

    @Test
    void lookingOftenerTellsTheSameStory() {
        Evening evening = new Evening(7, 20, NOON);
        List<PlayerEvent> inSlices = IntStream.rangeClosed(1, 600)
                .mapToObj(slice -> evening.until(NOON + slice * MINUTE / 600))
                .flatMap(List::stream)
                .toList();

        assertThat(inSlices).isEqualTo(minute);
    }

    @Test
    void eventsComeInOrderOfTimeAndEachHasAnIdOfItsOwn() {
        assertThat(minute).isSortedAccordingTo(Comparator.comparingLong(PlayerEvent::at));
        assertThat(new HashSet<>(minute.stream().map(PlayerEvent::eventId).toList()))
                .hasSameSizeAs(minute);
    }

    @Test
    void somebodyMovesToTheExitWithoutABet() {
        assertThat(eventsOf("ada").stream().map(PlayerEvent::type))
                .contains("session_started", "exit_intent")
                .doesNotContain("bet_placed", "game_round");
    }

    @Test
    void somebodyLeavesASlipOpenForThreeQuartersOfAMinute() {
        List<PlayerEvent> events = eventsOf("ben");
        long added = first(events, "slip_selection_added").at();

        assertThat(added).isLessThan(NOON + 10_000);
        assertThat(events)
                .filteredOn(event -> event.at() > added && event.at() < added + 45_000)
                .extracting(PlayerEvent::type)
                .contains("market_viewed", "page_heartbeat")
                .doesNotContain("bet_placed", "slip_cleared", "slip_stake_entered", "session_ended");
    }

    @Test
    void somebodyLosesThreeInARowAndSlowsDown() {
        List<PlayerEvent> results = eventsOf("cleo").stream()
                .filter(event -> event.type().equals("game_round"))
                .filter(event -> !event.attributes().get("kind").equals("BET"))
                .toList();
        PlayerEvent last = results.get(results.size() - 1);

        assertThat(results.subList(results.size() - 3, results.size()))
                .extracting(event -> event.attributes().get("kind"))
                .containsOnly("LOSS");
        assertThat(last.at()).isLessThan(NOON + 30_000);
        assertThat(eventsOf("cleo"))
                .filteredOn(event -> event.at() > last.at() && event.at() < last.at() + 25_000)
                .extracting(PlayerEvent::type)
                .contains("page_viewed")
                .doesNotContain("session_ended");
    }

    @Test
    void somebodyLooksAtALowBalanceAndDoesNotDeposit() {
        List<PlayerEvent> events = eventsOf("dina");
        PlayerEvent look = first(events, "balance_viewed");

        assertThat((double) look.attributes().get("real")).isLessThan(3 * 20);
        assertThat(events)
                .filteredOn(event -> event.at() > look.at() && event.at() < look.at() + 30_000)
                .extracting(PlayerEvent::type)
                .contains("page_viewed")
                .doesNotContain("deposit_attempted", "session_ended");
    }

    @Test
    void somebodyFallsSilentForHalfAMinute() {
        List<PlayerEvent> events = eventsOf("emil");
        PlayerEvent last = events.get(events.size() - 1);

        assertThat(last.type()).isNotEqualTo("session_ended");
        assertThat(last.at()).isLessThan(NOON + 25_000);
    }

    @Test
    void everyHabitIsShownWithinTheFirstMinute() {
        assertThat(minute)
                .extracting(PlayerEvent::type)
                .contains(
                        "search_performed",
                        "odds_changed",
                        "deposit_failed",
                        "withdrawal_requested",
                        "withdrawal_paid",
                        "slip_selection_added",
                        "exit_intent");
        assertThat(minute)
                .filteredOn(event -> event.type().equals("game_round"))
                .anyMatch(event -> (double) event.attributes().get("payout")
                        >= 20 * (double) event.attributes().get("stake"));
    }

    @Test
    void aMinuteOfItMakesADozenMomentsOfTheDefaultPlaybookAndAnHourNeverFallsSilent() {
        try (Rig rig = Rig.ofDefaultPlaybook()) {
            Evening evening = new Evening(1, 30, NOON);
            evening.until(NOON + MINUTE).forEach(event -> happens(event, rig));
            rig.until(NOON + MINUTE);
            assertThat(issued(rig, NOON))
                    .contains(
                            "exit-intent",
                            "slip-hesitation",
                            "loss-streak-slowdown",
                            "wallet-hesitation",
                            "player-idle",
                            "early-exit",
                            "lobby-idle",
                            "rage-bet",
                            "big-win-pause",
                            "lost-search",
                            "price-watch",
                            "funding-strain-methods",
                            "withdrawal-requested");

            evening.until(NOON + 60 * MINUTE).forEach(event -> happens(event, rig));
            assertThat(issued(rig, NOON + 55 * MINUTE)).hasSizeGreaterThan(10);
        }
    }

    @Test
    void aMinuteOfItShowsEveryEndAnOfferMayHave() {
        try (Rig rig = Rig.ofDefaultPlaybook()) {
            Evening evening = new Evening(1, 30, NOON);
            for (long time = NOON; time <= NOON + MINUTE; time += 100) {
                evening.until(time).forEach(event -> happens(event, rig));
                rig.until(time);
                for (OfferRecord offer : rig.offers) {
                    if (offer.status() == OfferRecord.Status.ISSUED && offer.at() > time - 100) {
                        evening.shown(offer.playerId(), offer.offerId(), time);
                    }
                }
            }

            assertThat(rig.offers)
                    .extracting(offer ->
                            offer.reason() == null ? offer.status().name() : offer.status() + " " + offer.reason())
                    .contains(
                            "ISSUED",
                            "ACCEPTED",
                            "DISMISSED",
                            "EXPIRED",
                            "WITHDRAWN HIGHER_PRIORITY",
                            "WITHDRAWN PROTECTED");
        }
    }

    @Test
    void theFeedOfWhoIsProtectedIsAliveAllTheTime() {
        assertThat(minute)
                .filteredOn(event -> event.playerId() == null)
                .extracting(PlayerEvent::type, PlayerEvent::at)
                .startsWith(tuple("rg_heartbeat", NOON))
                .contains(tuple("rg_heartbeat", NOON + 50_000));
    }

    @Test
    void everybodySaysWhetherHeConsentsBeforeAnythingElseIsKnownOfHimAndAlmostEverybodyDoes() {
        List<PlayerEvent> consents = minute.stream()
                .filter(event -> event.type().equals("consent_changed"))
                .toList();

        assertThat(eventsOf("cleo").subList(0, 3))
                .extracting(PlayerEvent::type)
                .containsExactly("session_started", "consent_changed", "consent_changed");
        assertThat(consents)
                .filteredOn(event -> (boolean) event.attributes().get("opted_in"))
                .hasSizeGreaterThan(30);
        assertThat(consents).anyMatch(event -> !(boolean) event.attributes().get("opted_in"));
    }

    private static void happens(PlayerEvent event, Rig rig) {
        if (event.playerId() == null) {
            rig.everybodyHears(event);
        } else {
            rig.on(event);
        }
    }

    /** The patterns that have issued an offer since. */
    private static Set<String> issued(Rig rig, long since) {
        return rig.offers.stream()
                .filter(offer -> offer.status() == OfferRecord.Status.ISSUED && offer.at() >= since)
                .map(OfferRecord::pattern)
                .collect(Collectors.toSet());
    }

    @Test
    void playersComeBackAndThenOthersInTheirPlace() {
        List<PlayerEvent> hour = new Evening(7, 20, NOON).until(NOON + 60 * MINUTE);
        List<String> sessionsOfFay = hour.stream()
                .filter(event -> event.type().equals("session_started"))
                .map(PlayerEvent::playerId)
                .filter(player -> player.startsWith("fay"))
                .toList();

        assertThat(sessionsOfFay)
                .hasSizeGreaterThan(20)
                .startsWith("fay", "fay")
                .contains("fay.1", "fay.2");
        assertThat(sessionsOfFay.stream().collect(Collectors.groupingBy(player -> player, Collectors.counting())))
                .allSatisfy((player, sessions) -> assertThat(sessions).isLessThanOrEqualTo(6));
    }

    @Test
    void whoHasExcludedHimselfDoesNotComeBack() {
        List<PlayerEvent> hour = new Evening(7, 20, NOON).until(NOON + 60 * MINUTE);
        List<PlayerEvent> exclusions = hour.stream()
                .filter(event -> event.type().equals("rg_self_excluded"))
                .toList();

        assertThat(exclusions)
                .isNotEmpty()
                .allSatisfy(exclusion -> assertThat(hour)
                        .filteredOn(event -> exclusion.playerId().equals(event.playerId()))
                        .filteredOn(event -> event.at() > exclusion.at())
                        .extracting(PlayerEvent::type)
                        .containsOnly("session_ended"));
    }

    @Test
    void someTakeAnOfferSomeWaveItAwayAndTheOneWhoLeftDoesNeither() {
        Evening evening = new Evening(7, 20, NOON);
        evening.until(NOON + 20_000);
        for (int i = 0; i < 40; i++) {
            evening.shown("cleo", "offer-" + i, NOON + 20_000);
            evening.shown("ada", "offer-" + i, NOON + 20_000);
        }
        List<PlayerEvent> feedback = evening.until(NOON + 30_000).stream()
                .filter(event -> event.type().equals("offer_feedback"))
                .toList();

        assertThat(feedback).extracting(PlayerEvent::playerId).containsOnly("cleo");
        assertThat(feedback)
                .extracting(event -> event.attributes().get("stage"))
                .contains("SHOWN", "ACCEPTED", "DISMISSED");
        assertThat(feedback)
                .filteredOn(event -> !event.attributes().get("stage").equals("SHOWN"))
                .hasSizeLessThan(40);
    }

    private List<PlayerEvent> eventsOf(String player) {
        return minute.stream().filter(event -> player.equals(event.playerId())).toList();
    }

    private static PlayerEvent first(List<PlayerEvent> events, String type) {
        return events.stream()
                .filter(event -> event.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
