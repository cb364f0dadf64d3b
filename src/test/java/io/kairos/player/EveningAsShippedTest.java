package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The default playbook as it is shipped, with everything in force: the feed is heard, consent was asked for, caps and
 * back-off count. Who gets what in an evening, and what is refused by whom; times are those of the player's zone.
 */
class EveningAsShippedTest {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Rig rig = Rig.ofDefaultPlaybook();
    private final List<String> said = new ArrayList<>();
    private Play play;
    private ZoneId zone;
    private int decided;
    private int sent;

    @AfterEach
    void close() {
        rig.close();
    }

    private Play plays(String player, String licence, String home) {
        zone = ZoneId.of(home);
        play = Play.player(player).in("licence", licence).in("zone", home);
        return play;
    }

    private EveningAsShippedTest consents() {
        for (String purpose : List.of("MARKETING", "PROFILING")) {
            then("consent_changed", "by", "SITE", "product", "ALL", "purpose", purpose, "opted_in", true);
        }
        return this;
    }

    private EveningAsShippedTest at(String clock) {
        long time = Instant.ofEpochMilli(NOON)
                .atZone(zone)
                .with(LocalTime.parse(clock))
                .toInstant()
                .toEpochMilli();
        rig.until(time);
        listen();
        play.waits(time - play.now());
        return this;
    }

    private EveningAsShippedTest then(String type, Object... attributes) {
        rig.on(play.does(type, attributes).last());
        listen();
        return this;
    }

    private EveningAsShippedTest comes(String session, String page) {
        play.in("session_id", session);
        return then("session_started").looksAt(page).then("page_heartbeat", "visible", true);
    }

    private EveningAsShippedTest looksAt(String page) {
        return then("page_viewed", "page", page, "section", "OTHER");
    }

    private EveningAsShippedTest picks(String slip) {
        return then(
                "slip_selection_added",
                "slip_id",
                slip,
                "selection_key",
                "home",
                "is_live",
                false,
                "odds",
                2.0,
                "selections",
                1);
    }

    private EveningAsShippedTest answers(String stage) {
        OfferRecord last = rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .reduce((before, after) -> after)
                .orElseThrow();
        return then("offer_feedback", "offer_id", last.offerId(), "stage", stage);
    }

    /** Writes down what was decided and how offers ended; one that is issued is in its decision. */
    private void listen() {
        List<String> news = new ArrayList<>();
        for (Decision moment : rig.moments.subList(decided, rig.moments.size())) {
            String more = moment.detail();
            if (moment.reason() == Reason.OFFERED) {
                more = moment.candidates().stream()
                        .filter(candidate -> candidate.verdict().equals("CHOSEN"))
                        .findFirst()
                        .orElseThrow()
                        .offer();
            }
            news.add(clock(moment.at()) + " " + moment.pattern() + " " + moment.reason()
                    + (more == null ? "" : " " + more));
        }
        for (OfferRecord offer : rig.offers.subList(sent, rig.offers.size())) {
            if (offer.status() != Status.ISSUED) {
                news.add(clock(offer.at()) + " " + offer.offer() + " " + offer.status()
                        + (offer.reason() == null ? "" : " " + offer.reason()));
            }
        }
        decided = rig.moments.size();
        sent = rig.offers.size();
        news.sort(Comparator.comparing(line -> line.substring(0, 8)));
        said.addAll(news);
    }

    private String clock(long time) {
        return CLOCK.format(Instant.ofEpochMilli(time).atZone(zone));
    }

    private List<String> verdicts(int moment) {
        return rig.moments.get(moment).candidates().stream()
                .map(candidate -> candidate.offer() + " " + candidate.verdict())
                .toList();
    }

    @Test
    void anEveningOfAPlayerWhoConsentedToAll() {
        plays("ada", "GB", "Europe/London");
        at("19:00:00").consents().comes("s1", "HOME");
        at("19:00:50").looksAt("EVENT").picks("slip-1");
        at("19:02:30").then("slip_cleared", "slip_id", "slip-1");
        at("19:03:10").picks("slip-2");
        at("19:05:30").then("withdrawal_requested", "payment_id", "w1", "amount", 50);
        at("19:10:00").then("exit_intent", "kind", "BACK", "slip_open", true);
        at("19:10:10").then("session_ended", "reason", "CLOSED");
        at("20:00:00").then("withdrawal_paid", "payment_id", "w1", "amount", 50);
        at("20:30:00").comes("s2", "GAME");
        at("20:30:10").losesSix();
        at("20:31:00").then("bet_placed", "bet_id", "b7", "product", "SPORTS", "stake", 25);
        at("20:32:00").picks("slip-3");
        at("20:36:00").then("slip_cleared", "slip_id", "slip-3");
        at("20:36:10").picks("slip-4");
        at("20:37:10").answers("DISMISSED");
        at("21:00:00").then("search_performed", "results", 0);
        at("21:00:20").then("search_performed", "results", 0);
        at("21:00:30").answers("DISMISSED");
        at("21:10:00").then("deposit_failed", "method", "CARD", "why", "DECLINED");
        at("21:10:30").then("deposit_failed", "method", "WALLET", "why", "DECLINED");
        at("21:15:00").then("rg_self_excluded", "scope", "NATIONAL");
        at("21:16:00").then("exit_intent", "kind", "BACK", "slip_open", false);
        at("23:00:00");
        assertThat(said)
                .containsExactly(
                        // he sits in the lobby, and moves on
                        "19:00:30 lobby-idle OFFERED recently-played",
                        "19:00:30 player-idle CAPPED policy 1 per 90s",
                        "19:00:50 recently-played WITHDRAWN UNTIL",
                        // the first slip comes too soon after that, the second does not
                        "19:01:20 player-idle GATED unless: since_slip < 2m",
                        "19:01:35 slip-hesitation CAPPED policy 1 per 90s",
                        "19:03:00 player-idle GATED unless: since_slip < 2m",
                        "19:03:40 player-idle GATED unless: since_slip < 2m",
                        "19:03:55 slip-hesitation OFFERED odds-boost",
                        // who withdraws is not tempted
                        "19:05:30 withdrawal-requested OFFERED withdrawal-status",
                        "19:05:30 odds-boost WITHDRAWN PROTECTED",
                        "19:06:00 player-idle CAPPED policy 1 per 90s",
                        // three times in a session is enough
                        "19:10:00 exit-intent CAPPED policy 3 per session",
                        "19:15:30 withdrawal-status EXPIRED",
                        "20:00:00 withdrawal-paid NO_OFFERS",
                        // he loses, pauses, is cared for; and raises his stake at once
                        "20:30:35 loss-streak-slowdown OFFERED session-summary",
                        "20:30:45 player-idle GATED unless: losses_10m > 0",
                        "20:31:00 rage-bet CAPPED care 1 per 10m",
                        "20:31:30 player-idle GATED unless: losses_10m > 0",
                        "20:32:30 player-idle GATED unless: losses_10m > 0",
                        "20:32:45 slip-hesitation OFFER_OPEN session-summary of loss-streak-slowdown",
                        "20:33:35 session-summary EXPIRED",
                        "20:36:40 player-idle GATED unless: losses_10m > 0",
                        "20:36:55 slip-hesitation OFFERED bet-explainer",
                        "20:37:10 bet-explainer DISMISSED",
                        "20:37:40 player-idle GATED unless: losses_10m > 0",
                        // twice waved aside, he is left in peace
                        "21:00:20 lost-search OFFERED nearest-titles",
                        "21:00:30 nudge-tired NO_OFFERS",
                        "21:00:30 nearest-titles DISMISSED",
                        "21:01:00 player-idle PROTECTED tag nudge-tired",
                        // but for care, until he excludes himself
                        "21:10:30 funding-strain-methods OFFERED funding-care",
                        "21:11:00 deposit-blocked PROTECTED tag nudge-tired",
                        "21:15:00 rg-protected NO_OFFERS",
                        "21:15:00 funding-care WITHDRAWN PROTECTED",
                        "21:15:30 player-idle PROTECTED self-excluded",
                        "21:16:00 exit-intent PROTECTED self-excluded",
                        "21:16:30 player-idle PROTECTED self-excluded");
    }

    private EveningAsShippedTest losesSix() {
        int known = play.events().size();
        play.loses(6);
        play.events().subList(known, play.events().size()).forEach(rig::on);
        listen();
        return this;
    }

    @Test
    void aNightInTheNetherlands() {
        plays("bea", "NL", "Europe/Amsterdam");
        at("22:30:00").consents().comes("s1", "HOME");
        at("22:31:00").looksAt("SEARCH").then("search_performed", "results", 0);
        at("22:31:20").then("search_performed", "results", 0);
        at("22:40:00").picks("slip-1");
        at("22:41:00");
        assertThat(said)
                .containsExactly(
                        "22:30:30 lobby-idle FORBIDDEN NL: no inducement, information from 22:00 to 09:00",
                        "22:30:30 player-idle FORBIDDEN NL: no inducement, information from 22:00 to 09:00",
                        "22:31:20 lost-search OFFERED nearest-titles",
                        "22:31:50 player-idle FORBIDDEN NL: no inducement, information from 22:00 to 09:00",
                        "22:33:20 nearest-titles EXPIRED",
                        "22:40:30 player-idle GATED unless: since_slip < 2m",
                        "22:40:45 slip-hesitation OFFERED bet-explainer");
        assertThat(verdicts(rig.moments.size() - 1))
                .startsWith("odds-boost FORBIDDEN NL: no inducement, information from 22:00 to 09:00");
    }

    @Test
    void whoWasNeverAskedForConsentIsHelpedAndNotTempted() {
        plays("cal", "GB", "Europe/London");
        at("19:00:00").comes("s1", "HOME");
        at("19:00:50").looksAt("EVENT").picks("slip-1");
        at("19:02:00");
        assertThat(said)
                .containsExactly(
                        "19:00:30 lobby-idle NO_CONSENT profiling for all products",
                        "19:00:30 player-idle NO_CONSENT profiling for all products",
                        "19:01:20 player-idle GATED unless: since_slip < 2m",
                        "19:01:35 slip-hesitation OFFERED bet-explainer");
        assertThat(verdicts(rig.moments.size() - 1))
                .containsExactly(
                        "odds-boost NO_CONSENT profiling for all products",
                        "bet-explainer CHOSEN",
                        "save-slip OUTRANKED");
    }
}
