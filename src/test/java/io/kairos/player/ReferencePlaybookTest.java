package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.TagChange;
import io.kairos.playbook.Cap;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference playbook decides as it says, pattern by pattern, with everything in force: its feed is heard, and the
 * player has consented to all that is asked for. Skipped where it is not beside the repository.
 */
class ReferencePlaybookTest {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** He has come two minutes ago, something has happened, he waits so many milliseconds, and then the moment comes. */
    private static final String SAYS = """
            big-win-pause                      |                      |           | OFFERED neutral-congrats
            bonus-ending                       |                      |           | OFFERED bonus-facts
            cashier-stalled                    |                      |           | OFFERED method-facts
            cashout-unsure                     |                      |           | OFFERED cashout-explainer
            chase-deposit                      |                      |           | NO_OFFERS
            chase-risk                         |                      |           | OFFERED chase-care
            deposit-blocked                    |                      |           | OFFERED other-method
            early-exit                         |                      |           | OFFERED continue-there
            first-steps                        |                      |           | OFFERED first-bet-guide
            funding-strain                     |                      |           | OFFERED funding-care
            funding-strain-methods             |                      |           | OFFERED funding-care
            game-shopping                      |                      |           | OFFERED game-suggestion
            has-reward                         |                      |           | OFFERED free-bet-ready
            kyc-stalled                        |                      |           | OFFERED kyc-checklist
            late-unusual                       |                      |           | SHADOW gentle-check
            lobby-idle                         |                      |           | OFFERED recently-played
            long-session                       |                      |           | OFFERED time-and-money
            loss-streak-slowdown               |                      |           | OFFERED session-summary
            lost-search                        |                      |           | OFFERED nearest-titles
            near-limit                         |                      |           | OFFERED limit-status
            nudge-tired                        |                      |           | NO_OFFERS
            odds-browsing                      |                      |           | OFFERED event-stats
            player-idle                        |                      |           | NO_OFFERS
            price-watch                        |                      |           | OFFERED price-comparison
            rage-bet                           |                      |           | OFFERED pause-prompt
            returning                          |                      |           | OFFERED tools-and-limits
            rg-protected                       |                      |           | NO_OFFERS
            slip-abandoned                     |                      |           | NO_OFFERS
            slip-hesitation                    |                      |           | OFFERED odds-boost
            slip-saved                         |                      |           | OFFERED slip-saved
            wallet-hesitation                  |                      |           | OFFERED payment-help
            withdrawal-paid                    |                      |           | NO_OFFERS
            withdrawal-requested               |                      |           | OFFERED withdrawal-status

            bonus-ending                       |                      | 3480000   | OFFERED bonus-facts
            bonus-ending                       |                      | 3480001   | GATED unless: since_session > 60m
            bonus-ending                       | loses a cent         |           | GATED unless: net_session < 0
            bonus-ending, in a millisecond     |                      |           | OFFERED bonus-facts
            bonus-ending, this millisecond     |                      |           | OVER bonus_ends
            cashier-stalled                    | lowers a limit       | 86339999  | GATED unless: since_limit_lowered < 24h
            cashier-stalled                    | lowers a limit       | 86340000  | OFFERED method-facts
            cashier-stalled                    | lowers it for good   | 86340000  | PROTECTED tag rg-protected
            game-shopping                      | loses a cent         |           | GATED unless: net_10m < 0
            game-shopping                      | loses a cent         | 600000    | OFFERED game-suggestion
            has-reward                         | loses a cent         |           | GATED unless: losses_10m > 0
            has-reward                         | loses a cent         | 600000    | OFFERED free-bet-ready
            lobby-idle                         |                      | 149999    | OFFERED recently-played
            lobby-idle                         |                      | 150000    | GATED unless: since_session >= 5m
            rg-protected, for a millisecond    |                      |           | NO_OFFERS
            rg-protected, over at once         |                      |           | OVER protection.until
            slip-abandoned, a millisecond left |                      |           | NO_OFFERS
            slip-abandoned, begun              |                      |           | OVER pick.first_start
            slip-hesitation                    | looks elsewhere      |           | GATED unless: !page_visible
            slip-hesitation, live              |                      |           | OFFERED bet-explainer
            slip-hesitation, begun             |                      |           | OVER pick.event_start
            slip-hesitation                    | comes under ON       |           | OFFERED bet-explainer
            slip-hesitation                    | wins big             | 884499    | OFFERED bet-explainer
            slip-hesitation                    | wins big             | 884500    | OFFERED odds-boost
            slip-hesitation                    | withdraws            | 44999     | CAPPED policy 1 per 90s
            slip-hesitation                    | withdraws            | 45000     | OFFER_OPEN withdrawal-status of withdrawal-requested
            slip-hesitation                    | withdraws            | 554999    | OFFER_OPEN withdrawal-status of withdrawal-requested
            slip-hesitation                    | withdraws            | 555000    | OFFERED bet-explainer
            rage-bet                           | withdraws            |           | OFFERED pause-prompt
            rage-bet                           | is at his limit      | 596999    | CAPPED care 1 per 10m
            rage-bet                           | is at his limit      | 597000    | OFFERED pause-prompt
            lost-search                        | searches three times |           | CAPPED policy 3 per session
            lost-search                        | dismisses two        | 86340000  | PROTECTED tag nudge-tired
            lost-search                        | dismisses two        | 86340001  | OFFERED nearest-titles
            wallet-hesitation                  | loses a cent         |           | OFFERED session-summary
            wallet-hesitation, and no move     |                      |           | GATED unless: since_input >= 30s
            """;

    private static Rig read;

    private final List<String> sessions = new ArrayList<>();
    private Rig rig;
    private Play ada;
    private int told;

    @BeforeAll
    static void isThere() {
        Path playbook = Path.of("..", "shared", "playbook");
        assumeTrue(Files.isDirectory(playbook), "no reference playbook here");
        read = Rig.of(playbook);
    }

    @BeforeEach
    void begin() {
        rig = read.another();
        ada = Play.player("ada").in("licence", "GB").in("zone", "Europe/London").in("session_id", "s0");
        told = 0;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Another of the same name, of whom nothing is known. */
    private void anew() {
        close();
        begin();
    }

    static List<String> says() {
        return SAYS.lines().filter(line -> !line.isBlank()).toList();
    }

    private static String[] words(String line) {
        String[] words = line.split("\\|");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].strip();
        }
        return words;
    }

    private static String patternOf(String tale) {
        return tale.split(",")[0];
    }

    /** What every pattern that sends something sends if nothing is against it. */
    private static Map<String, String> sent() {
        Map<String, String> sent = new LinkedHashMap<>();
        for (String line : says()) {
            String[] words = words(line);
            if (words[1].isEmpty() && words[2].isEmpty() && words[3].startsWith("OFFERED ")) {
                sent.putIfAbsent(words[0], words[3].substring("OFFERED ".length()));
            }
        }
        sent.keySet().removeIf(tale -> tale.contains(","));
        return sent;
    }

    // ---- what he does

    private void consents() {
        for (String purpose : List.of("MARKETING", "PROFILING")) {
            ada.does("consent_changed", "by", "SITE", "product", "ALL", "purpose", purpose, "opted_in", true);
        }
    }

    /** What has to be known before the moment can come. */
    private void prepare(String pattern) {
        switch (pattern) {
            case "has-reward" ->
                ada.does("bonus_changed", "kind", "FREE_BET", "status", "CREATED", "min_odds", 1.5)
                        .waits(DAY);
            case "wallet-hesitation" -> ada.wins(5).waits(HOUR);
            case "late-unusual" ->
                ada.in("zone", "Pacific/Auckland")
                        .does("player_profiled", "typical_staked_30m", 100.0, "typical_night_share", 0.04);
            default -> {}
        }
    }

    /** A new session, two minutes ago. */
    private void comes() {
        visits();
        ada.does("page_heartbeat", "visible", true).waits(2 * MINUTE);
    }

    private void visits() {
        sessions.add("s" + (sessions.size() + 1));
        ada.in("session_id", sessions.get(sessions.size() - 1)).does("session_started");
    }

    private void before(String what) {
        switch (what) {
            case "" -> {}
            case "loses a cent" -> ada.bets(1, "LOSS", 0.01, 0);
            case "wins big" -> ada.bets(1, "WIN", 10, 200);
            case "lowers a limit" -> ada.does("rg_limit_changed", "direction", "DOWN", "until", ada.now() + HOUR);
            case "lowers it for good" -> ada.does("rg_limit_changed", "direction", "DOWN");
            case "looks elsewhere" -> ada.does("page_heartbeat", "visible", false);
            case "comes under ON" -> ada.in("licence", "ON");
            case "withdraws" -> ada.does("withdrawal_requested", "payment_id", "w0", "amount", 50);
            case "is at his limit" -> ada.does("rg_limit_progress", "kind", "LOSS", "percent", 80);
            case "searches three times" -> {
                for (int i = 0; i < 3; i++) {
                    happens("lost-search");
                    answers("ACCEPTED");
                    ada.waits(30 * MINUTE);
                }
            }
            case "dismisses two" -> {
                happens("lost-search");
                answers("DISMISSED");
                ada.waits(30 * MINUTE);
                happens("lost-search");
                answers("DISMISSED");
            }
            case "the feed is silent" -> rig.whoseFeedsAreSilent();
            case "he has excluded himself" -> ada.does("rg_self_excluded", "scope", "NATIONAL");
            case "he has taken time out" -> ada.does("rg_timeout_started", "scope", "NATIONAL");
            case "he is blocked" -> ada.does("block_changed", "kind", "BLOCKED", "active", true);
            case "his risk is high" -> ada.does("rg_risk_scored", "level", 4);
            case "a withdrawal is pending" ->
                ada.does("withdrawal_requested", "payment_id", "w0", "amount", 50)
                        .waits(11 * MINUTE);
            case "he objects to profiling" ->
                ada.does("consent_changed", "product", "ALL", "purpose", "PROFILING", "opted_in", false);
            case "he takes his yes to marketing back" ->
                ada.does("consent_changed", "product", "ALL", "purpose", "MARKETING", "opted_in", false);
            case "he wants no nudges" -> ada.does("player_preferences", "no_nudge", true);
            case "not now" -> ada.does("player_preferences", "snooze", "all", "snooze_until", ada.now() + DAY);
            default -> throw new IllegalArgumentException(what);
        }
    }

    /** Up to the very millisecond of the moment. */
    private void happens(String tale) {
        switch (tale) {
            case "big-win-pause" -> ada.bets(1, "WIN", 10, 200).waits(29_500);
            case "bonus-ending" -> leavesWithABonusOf(10 * HOUR);
            case "bonus-ending, in a millisecond" -> leavesWithABonusOf(1);
            case "bonus-ending, this millisecond" -> leavesWithABonusOf(0);
            case "cashier-stalled" ->
                ada.does("cashier_method_selected", "method", "CARD").waits(MINUTE);
            case "cashout-unsure" ->
                ada.does("cashout_viewed", "bet_id", "b1")
                        .waits(SECOND)
                        .does("cashout_viewed", "bet_id", "b1")
                        .waits(SECOND)
                        .does("cashout_viewed", "bet_id", "b1");
            case "chase-deposit" -> losesAllAndPaysIn();
            case "chase-risk" -> {
                losesAllAndPaysIn();
                losesAllAndPaysIn();
            }
            case "deposit-blocked" -> fails("CARD", "TECHNICAL").waits(MINUTE);
            case "early-exit" -> {
                visits();
                ada.waits(10 * SECOND).does("exit_intent", "kind", "BACK");
            }
            case "first-steps" ->
                ada.does("deposit_succeeded", "amount", 20, "first", true).waits(3 * MINUTE);
            case "funding-strain" -> {
                fails("CARD", "LIMIT").waits(SECOND);
                fails("CARD", "LIMIT").waits(SECOND);
                fails("CARD", "LIMIT");
            }
            case "funding-strain-methods" -> {
                fails("CARD", "LIMIT").waits(SECOND);
                fails("WALLET", "LIMIT");
            }
            case "game-shopping" -> {
                tries("g1").waits(MINUTE);
                tries("g2").waits(MINUTE);
                tries("g3");
            }
            case "has-reward" -> ada.does("market_viewed", "event_key", "m1", "is_live", false, "odds", 1.5);
            case "kyc-stalled" ->
                ada.does("kyc_started", "step", "passport").waits(3 * MINUTE).does("exit_intent", "kind", "BACK");
            case "late-unusual" -> plays(30 * MINUTE, 3 * MINUTE, 20);
            case "lobby-idle" -> ada.does("page_viewed", "page", "HOME").waits(30 * SECOND);
            case "long-session" -> plays(HOUR, 4 * MINUTE, 1);
            case "loss-streak-slowdown" -> ada.wins(3).loses(3).waits(19_500);
            case "lost-search" ->
                ada.does("search_performed", "results", 0).waits(MINUTE - 1).does("search_performed", "results", 0);
            case "near-limit" -> ada.does("rg_limit_progress", "kind", "LOSS", "percent", 80);
            case "nudge-tired" -> before("dismisses two");
            case "odds-browsing" -> {
                for (int i = 0; i < 3; i++) {
                    ada.does("market_viewed", "event_key", "m1", "is_live", false, "odds", 2.0)
                            .waits(i < 2 ? SECOND : 30 * SECOND);
                }
                ada.does("page_viewed", "page", "EVENT");
            }
            case "player-idle" -> ada.does("page_viewed", "page", "ACCOUNT").waits(30 * SECOND);
            case "price-watch" ->
                picks(1, HOUR, false)
                        .waits(SECOND)
                        .does("odds_changed", "selection_key", "home", "old_odds", 2.0, "new_odds", 2.1)
                        .waits(15 * SECOND);
            case "rage-bet" -> ada.loses(3).does("bet_placed", "stake", 20);
            case "returning" -> {
                ada.does("rg_timeout_ended", "scope", "BRAND").waits(HOUR);
                visits();
            }
            case "rg-protected" -> ada.does("rg_limit_changed", "direction", "DOWN");
            case "rg-protected, for a millisecond" ->
                ada.does("rg_limit_changed", "direction", "DOWN", "until", ada.now() + 1);
            case "rg-protected, over at once" -> ada.does("rg_limit_changed", "direction", "DOWN", "until", ada.now());
            case "slip-abandoned" -> leavesASlipOf(2 * HOUR);
            case "slip-abandoned, a millisecond left" -> leavesASlipOf(SECOND + 1);
            case "slip-abandoned, begun" -> leavesASlipOf(SECOND);
            case "slip-hesitation" -> picks(1, HOUR, false).waits(45 * SECOND);
            case "slip-hesitation, live" -> picks(1, HOUR, true).waits(45 * SECOND);
            case "slip-hesitation, begun" -> picks(1, 45 * SECOND, false).waits(45 * SECOND);
            case "slip-saved" -> {
                leavesASlipOf(2 * HOUR);
                ada.waits(SECOND).does("session_ended", "reason", "CLOSED").waits(HOUR);
                visits();
            }
            case "wallet-hesitation" ->
                ada.does("balance_viewed", "real", 29.9)
                        .waits(20 * SECOND)
                        .does("page_viewed", "page", "ACCOUNT")
                        .waits(10 * SECOND);
            case "wallet-hesitation, and no move" ->
                ada.does("balance_viewed", "real", 29.9).waits(30 * SECOND);
            case "withdrawal-paid" -> ada.does("withdrawal_paid", "payment_id", "w1", "amount", 50);
            case "withdrawal-requested" -> ada.does("withdrawal_requested", "payment_id", "w1", "amount", 50);
            default -> throw new IllegalArgumentException(tale);
        }
        List<PlayerEvent> events = ada.events();
        events.subList(told, events.size()).forEach(rig::on);
        told = events.size();
        rig.until(ada.now());
    }

    private void leavesWithABonusOf(long left) {
        ada.does("bonus_changed", "kind", "RELOAD", "status", "ONGOING", "ends_at", ada.now() + left)
                .does("exit_intent", "kind", "BACK");
    }

    private void losesAllAndPaysIn() {
        ada.loses(2)
                .does("balance_changed", "real", 9.99)
                .loses(1)
                .does("deposit_succeeded", "amount", 50, "first", false);
    }

    private Play fails(String method, String why) {
        return ada.does("deposit_failed", "amount", 20, "method", method, "why", why);
    }

    private Play tries(String game) {
        return ada.does("game_closed", "game_id", game, "played", 59_999L, "net", 0.0);
    }

    private void plays(long millis, long gap, double stake) {
        for (long played = 0; played < millis; played += gap) {
            ada.does("bet_placed", "stake", stake).waits(gap);
        }
        ada.does("bet_placed", "stake", stake);
    }

    private Play picks(int selections, long starts, boolean live) {
        return ada.does(
                "slip_selection_added",
                "slip_id",
                "slip-" + ada.now(),
                "selection_key",
                "home",
                "is_live",
                live,
                "odds",
                2.0,
                "event_start",
                ada.now() + starts,
                "first_start",
                ada.now() + starts,
                "selections",
                selections);
    }

    private void leavesASlipOf(long starts) {
        picks(2, starts, false).waits(SECOND).does("page_viewed", "page", "HOME", "section", "CASINO");
    }

    /** He answers what he was offered last. */
    private void answers(String stage) {
        OfferRecord last = rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .reduce((before, after) -> after)
                .orElseThrow();
        ada.does("offer_feedback", "offer_id", last.offerId(), "stage", stage);
        rig.on(ada.last());
        told = ada.events().size();
    }

    private Decision last(String pattern) {
        return rig.moments.stream()
                .filter(moment -> moment.pattern().equals(pattern))
                .reduce((before, after) -> after)
                .orElseThrow(() -> new AssertionError("no moment of " + pattern + " in " + rig.moments));
    }

    private String decided(String pattern) {
        Decision decision = last(pattern);
        assertThat(decision.at()).as("the moment itself is told").isEqualTo(ada.now());
        String more = decision.detail();
        if (decision.reason() == Reason.OFFERED || decision.reason() == Reason.SHADOW) {
            more = decision.candidates().stream()
                    .filter(candidate -> candidate.verdict().equals("CHOSEN"))
                    .map(Candidate::offer)
                    .findFirst()
                    .orElseThrow();
        }
        return decision.reason() + (more == null ? "" : " " + more);
    }

    // ---- what is said

    @ParameterizedTest
    @MethodSource("says")
    void aMomentIsDecidedAsItsPatternAndThePolicySay(String line) {
        String[] words = words(line);
        consents();
        prepare(patternOf(words[0]));
        comes();
        before(words[1]);
        ada.waits(words[2].isEmpty() ? 0 : Long.parseLong(words[2]));
        happens(words[0]);
        assertThat(decided(patternOf(words[0]))).isEqualTo(words[3]);
    }

    @Test
    void everyPatternIsTold() {
        assertThat(says().stream().map(line -> patternOf(words(line)[0])).distinct())
                .hasSize(33)
                .containsExactlyInAnyOrderElementsOf(read.rules().playbook().patterns().stream()
                        .map(Pattern::id)
                        .toList());
    }

    /** @param but the classes that are sent all the same */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the feed is silent                 | PROTECTED feed-silent            | care",
                "he has excluded himself            | PROTECTED self-excluded          | ",
                "he has taken time out              | PROTECTED timed-out              | ",
                "he is blocked                      | PROTECTED blocked                | ",
                "his risk is high                   | PROTECTED high-risk              | care",
                "a withdrawal is pending            | PROTECTED withdrawing            | care information help",
                "he objects to profiling            | NO_CONSENT objects to profiling  | care",
                "he takes his yes to marketing back | NO_CONSENT marketing of all products by in_app | care information help",
                "he wants no nudges                 | STOPPED no_nudge                 | care",
                "not now                            | SNOOZED all                      | care",
            })
    void whatStandsAgainstAClassStandsAgainstItInEveryPattern(String what, String against, String but) {
        sent().forEach((pattern, offer) -> {
            anew();
            consents();
            prepare(pattern);
            before(what);
            comes();
            happens(pattern);
            OfferTemplate template = rig.rules().playbook().offers().get(offer);
            String offerClass = template.offerClass().name().toLowerCase(Locale.ROOT);
            boolean sent = but != null && List.of(but.split(" ")).contains(offerClass);
            assertThat(last(pattern).candidates())
                    .as(pattern)
                    .filteredOn(candidate -> candidate.offer().equals(offer))
                    .extracting(Candidate::verdict)
                    .containsExactly(sent ? "CHOSEN" : against);
        });
    }

    @Test
    void whoNeverConsentedIsHelpedAndCaredForAndNothingElse() {
        sent().forEach((pattern, offer) -> {
            anew();
            prepare(pattern);
            comes();
            happens(pattern);
            switch (rig.rules().playbook().offers().get(offer).offerClass()) {
                case CARE, HELP -> assertThat(decided(pattern)).isEqualTo("OFFERED " + offer);
                case INFORMATION -> assertThat(decided(pattern)).startsWith("NO_CONSENT profiling for ");
                case INDUCEMENT ->
                    assertThat(last(pattern).candidates().get(0).verdict()).startsWith("NO_CONSENT profiling for ");
            }
        });
    }

    // ---- caps

    static List<String> caps() {
        List<String> caps = new ArrayList<>();
        for (Pattern pattern : read.rules().playbook().patterns()) {
            capsOf(pattern).stream()
                    .filter(cap -> cap.span() == Cap.Span.WINDOW)
                    .forEach(cap -> caps.add(pattern.id() + ", " + cap));
        }
        return caps;
    }

    private static List<Cap> capsOf(Pattern pattern) {
        List<Cap> caps = new ArrayList<>(pattern.caps());
        pattern.offers()
                .forEach(entry -> caps.addAll(
                        read.rules().playbook().offers().get(entry.offer()).caps()));
        return caps;
    }

    /** As often as the cap allows, evenly; then once more on the last millisecond of its window, and on the first after it. */
    @ParameterizedTest
    @MethodSource("caps")
    void aCapHoldsToTheLastMillisecondOfItsWindow(String patternAndCap) {
        String id = patternAndCap.split(", ")[0];
        Cap cap = read.rules().playbook().patterns().stream()
                .filter(pattern -> pattern.id().equals(id))
                .flatMap(pattern -> capsOf(pattern).stream())
                .filter(each -> patternAndCap.equals(id + ", " + each))
                .findFirst()
                .orElseThrow();
        for (long last : new long[] {cap.millis() - 1, cap.millis()}) {
            anew();
            consents();
            prepare(id);
            long first = ada.now();
            for (int i = 0; i < cap.times(); i++) {
                ada.waits(first + i * (cap.millis() / cap.times()) - ada.now());
                comes();
                happens(id);
                assertThat(decided(id)).startsWith(id.equals("late-unusual") ? "SHADOW " : "OFFERED ");
                if (!id.equals("late-unusual")) {
                    answers("ACCEPTED");
                }
            }
            ada.waits(first + last - ada.now());
            comes();
            happens(id);
            if (last < cap.millis()) {
                assertThat(decided(id)).isEqualTo("CAPPED " + cap);
            } else {
                assertThat(last(id).reason()).isIn(Reason.OFFERED, Reason.SHADOW);
            }
        }
    }

    @Test
    void whatIsSaidOnceIsSaidOnceAndWhatIsSaidOnceASessionOnceASession() {
        assertThat(read.rules().playbook().patterns().stream()
                        .flatMap(pattern -> capsOf(pattern).stream()
                                .filter(cap -> cap.span() != Cap.Span.WINDOW)
                                .map(cap -> pattern.id() + ", " + cap)))
                .containsExactly("first-steps, once", "lobby-idle, 1 per session");
        consents();
        comes();
        happens("first-steps");
        ada.waits(400 * DAY);
        comes();
        happens("first-steps");
        assertThat(decided("first-steps")).isEqualTo("CAPPED once");

        comes();
        happens("lobby-idle");
        assertThat(decided("lobby-idle")).isEqualTo("OFFERED recently-played");
        ada.waits(MINUTE);
        happens("lobby-idle");
        assertThat(decided("lobby-idle")).isEqualTo("CAPPED 1 per session");
        ada.waits(MINUTE);
        visits();
        happens("lobby-idle");
        assertThat(decided("lobby-idle")).isEqualTo("OFFERED recently-played");
    }

    // ---- who, and where

    @Test
    void theHoldoutOfAPatternIsToldWhatHeWouldHaveBeenSent() {
        int heldOut = 0;
        for (int i = 0; i < 60; i++) {
            ada = Play.player("p" + i).in("licence", "GB").in("session_id", "s0");
            told = 0;
            consents();
            comes();
            happens("slip-hesitation");
            Decision decision = last("slip-hesitation");
            assertThat(decision.candidates().get(0)).isEqualTo(new Candidate("odds-boost", "CHOSEN", null));
            if (decision.reason() == Reason.HELD_OUT) {
                assertThat(decision.detail()).isEqualTo("holdout of slip-hesitation");
                heldOut++;
            }
        }
        assertThat(heldOut).isBetween(1, 9);
    }

    @Test
    void atNightNothingIsPushed() {
        for (long late : new long[] {10 * HOUR - 1, 10 * HOUR, 20 * HOUR - 1, 20 * HOUR}) {
            anew();
            consents();
            ada.waits(late - HOUR - 2 * SECOND - 2 * MINUTE);
            comes();
            happens("slip-saved");
            assertThat(decided("slip-saved")).isEqualTo("OFFERED slip-saved");
            assertThat(ada.now()).isEqualTo(NOON + late);
            boolean night = late >= 10 * HOUR && late < 20 * HOUR;
            assertThat(rig.offers.get(rig.offers.size() - 1).channels())
                    .isEqualTo(night ? List.of("in_app") : List.of("in_app", "push"));
        }
    }

    @Test
    void aMomentGivesItsTagsUnlessItsPatternIsAShadow() {
        for (Pattern pattern : read.rules().playbook().patterns()) {
            anew();
            consents();
            prepare(pattern.id());
            comes();
            happens(pattern.id());
            List<String> tags =
                    pattern.tags().stream().map(Pattern.TagGain::tag).toList();
            List<String> held =
                    rig.heldBy("ada").stream().map(TagChange.Held::tag).toList();
            if (pattern.mode() == Pattern.Mode.SHADOW) {
                assertThat(held).as(pattern.id()).doesNotContainAnyElementsOf(tags);
            } else {
                assertThat(held).as(pattern.id()).containsAll(tags);
            }
        }
    }
}
