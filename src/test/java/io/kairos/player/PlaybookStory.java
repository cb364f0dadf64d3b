package io.kairos.player;

import static io.kairos.player.Play.NOON;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.TagChange;
import io.kairos.offer.TagChange.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * What one player does under the default playbook, without the caps over everything he sees, and what was noticed. Times are milliseconds since noon. */
abstract class PlaybookStory {
    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    final Rig rig = Rig.ofDefaultPlaybookMomentByMoment();
    private int told;

    @AfterEach
    void close() {
        rig.close();
    }

    static Play player(String id) {
        return Play.player(id).in("licence", "GB").in("session_id", "s1");
    }

    /** What he has done since it was told last; he gave his consent long ago. */
    final PlaybookStory tell(Play play) {
        List<PlayerEvent> events = play.events();
        if (told == 0 && !events.isEmpty()) {
            long begins = events.get(0).at();
            rig.consents(events.get(0).playerId(), begins - 2 * DAY).until(begins - DAY);
            rig.moments.clear();
            rig.decisions.clear();
            rig.offers.clear();
            rig.tags.clear();
            rig.counts.clear();
        }
        events.subList(told, events.size()).forEach(rig::on);
        told = events.size();
        return this;
    }

    /** Time comes to {@code sinceNoon}. */
    final PlaybookStory until(long sinceNoon) {
        rig.until(NOON + sinceNoon);
        return this;
    }

    final PlaybookStory toTheEnd() {
        rig.toTheEnd();
        return this;
    }

    final List<Long> moments(String pattern) {
        return rig.momentsOf(pattern).stream().map(at -> at - NOON).toList();
    }

    final List<Reason> reasons(String pattern) {
        return rig.reasonsOf(pattern);
    }

    /** The offers that a pattern has issued. */
    final List<String> issued(String pattern) {
        return of(pattern, Status.ISSUED).stream().map(OfferRecord::offer).toList();
    }

    final List<OfferRecord> of(String pattern, Status status) {
        return rig.offers.stream()
                .filter(offer -> offer.pattern().equals(pattern) && offer.status() == status)
                .toList();
    }

    /** What became of the offers of a pattern: status and time, and the reason where there is one. */
    final List<String> ends(String pattern) {
        return rig.offers.stream()
                .filter(offer -> offer.pattern().equals(pattern) && offer.status() != Status.ISSUED)
                .map(offer -> offer.status() + " " + (offer.at() - NOON)
                        + (offer.reason() == null ? "" : " " + offer.reason()))
                .toList();
    }

    /** What became of a tag: the change and when, of a lost one why. */
    final List<String> tag(String name) {
        List<String> said = new ArrayList<>();
        for (TagChange change : rig.tags) {
            if (change.tag().equals(name)) {
                String why = change.change() == Change.LOST ? " " + change.cause() : "";
                said.add(change.change() + " " + (change.at() - NOON) + why);
            }
        }
        return said;
    }

    /** He answers the offer issued last. */
    final Play answers(Play play, String stage) {
        OfferRecord last = rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .reduce((before, after) -> after)
                .orElseThrow();
        return play.does("offer_feedback", "offer_id", last.offerId(), "stage", stage);
    }

    static Play views(Play play, String page) {
        return play.does("page_viewed", "page", page, "section", "OTHER");
    }

    /** A selection that he puts on a slip. */
    static Play picks(Play play, String slip, double odds, int selections) {
        return play.does(
                "slip_selection_added",
                "slip_id",
                slip,
                "selection_key",
                "home-wins",
                "is_live",
                false,
                "odds",
                odds,
                "first_start",
                NOON + 2 * HOUR,
                "selections",
                selections);
    }

    static Play leaves(Play play) {
        return play.does("exit_intent", "kind", "CURSOR_TOP", "slip_open", false);
    }

    static Play deposit(Play play, String outcome, String payment, String method, String why) {
        return play.does(outcome, "payment_id", payment, "amount", 20, "method", method, "why", why);
    }
}
