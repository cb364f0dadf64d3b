package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must never happen to who has not consented, or no longer does, held against the default playbook. */
class NeverConsentTest {
    private static final long DAY = 86_400_000;

    private final Rig rig = Rig.ofDefaultPlaybook();

    @AfterEach
    void close() {
        rig.close();
    }

    private static Play player() {
        return Play.player("ada")
                .in("licence", "GB")
                .in("zone", "Europe/London")
                .in("session_id", "s1");
    }

    private static Play says(Play play, boolean yes, String purpose, String product, String by) {
        return play.does("consent_changed", "opted_in", yes, "purpose", purpose, "product", product, "by", by);
    }

    /** He hesitates over a slip: the moment at which the default playbook would tempt him. */
    private Play hesitates(Play play) {
        PlaybookStory.picks(play, "slip-" + play.now(), 2, 1).waits(25_000);
        play.does("search_performed", "results", 1).waits(20_000);
        rig.play(play).until(play.now());
        return play;
    }

    /** What was said of each offer when he hesitated last. */
    private String tempting() {
        return rig.moments.stream()
                .filter(moment -> moment.pattern().equals("slip-hesitation"))
                .reduce((before, after) -> after)
                .orElseThrow()
                .candidates()
                .toString();
    }

    private List<String> classes() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == Status.ISSUED)
                .map(OfferRecord::offerClass)
                .distinct()
                .toList();
    }

    @Test
    void whoConsentedToAllThatIsAskedForIsTempted() {
        Play play = says(player(), true, "MARKETING", "ALL", "SITE");
        hesitates(says(play, true, "PROFILING", "ALL", "SITE"));
        assertThat(classes()).containsExactly("inducement");
    }

    @Test
    void oneBundledConsentIsNotReliedUpon() {
        Play play = says(player(), true, null, null, null);
        says(play, true, "MARKETING", null, null);
        hesitates(says(play, true, "PROFILING", null, null));
        assertThat(tempting()).contains("odds-boost, verdict=NO_CONSENT");
        assertThat(classes()).doesNotContain("inducement");
    }

    @Test
    void consentForOneProductOrOneChannelIsNoConsentForAnother() {
        Play play = says(player(), true, "PROFILING", "ALL", "SITE");
        says(play, true, "MARKETING", "ALL", "EMAIL");
        hesitates(says(play, true, "MARKETING", "CASINO", "SITE"));
        assertThat(tempting()).contains("odds-boost, verdict=NO_CONSENT");
    }

    @Test
    void afterAnObjectionNothingButCareComesWhateverHeDoes() {
        for (int seed = 0; seed < 6; seed++) {
            Random dice = new Random(seed);
            Scenes scenes = new Scenes("ada-" + seed, dice);
            scenes.play().waits(1).does("consent_changed", "opted_in", false, "purpose", "PROFILING");
            rig.play(scenes.play());
            for (int i = 0; i < 40; i++) {
                int known = scenes.play().events().size();
                scenes.next(rig.offers);
                List.copyOf(scenes.play()
                                .events()
                                .subList(known, scenes.play().events().size()))
                        .forEach(rig::on);
            }
        }
        rig.toTheEnd();
        assertThat(classes()).containsExactly("care");
        assertThat(rig.counted("decisions NO_CONSENT")).isPositive();
    }

    @Test
    void whoOptedOutIsSentNoMarketingHoweverLongAgo() {
        Play play = says(player(), true, "PROFILING", "ALL", "SITE");
        says(play, true, "MARKETING", "ALL", "SITE").waits(1);
        says(play, false, "MARKETING", "ALL", "SITE");
        rig.play(play).until(NOON + 1_000 * DAY);
        hesitates(play.waits(1_000 * DAY));
        assertThat(tempting()).contains("odds-boost, verdict=NO_CONSENT");
        assertThat(classes()).doesNotContain("inducement");
    }

    @Test
    void aStandingOptOutOutlivesASelfExclusion() {
        Play play = says(player(), true, "PROFILING", "ALL", "SITE");
        says(play, false, "MARKETING", "ALL", "SITE").waits(1);
        play.does("rg_self_excluded", "until", play.now() + DAY, "scope", "BRAND")
                .waits(2 * DAY);
        play.does("rg_self_exclusion_ended", "scope", "BRAND").waits(30 * DAY);
        hesitates(play);
        assertThat(tempting()).contains("odds-boost, verdict=NO_CONSENT");
    }

    @Test
    void whoNeverSaidAnythingIsNotTempted() {
        hesitates(player());
        assertThat(rig.reasonsOf("slip-hesitation")).containsExactly(Reason.OFFERED);
        assertThat(classes()).containsExactly("help");
        assertThat(tempting()).contains("odds-boost, verdict=NO_CONSENT profiling");
    }

    /** Who is harmed and says yes is not tempted for it: what he says then does not protect him. */
    @Test
    void theYesOfWhoShowsHarmIsNotReliedUponForADay() {
        for (long after : new long[] {DAY - 1, DAY}) {
            Play play = Play.player("ada-" + after)
                    .in("licence", "GB")
                    .in("zone", "Europe/London")
                    .in("session_id", "s1");
            saysYesToAll(play).loses(3).does("bet_placed", "stake", 30);
            long harmed = play.now();
            saysYesToAll(play.waits(1)).waits(harmed + after - 45_000 - play.now());
            hesitates(play);
            assertThat(tempting())
                    .contains(
                            after < DAY
                                    ? "odds-boost, verdict=PROTECTED tag harm-shown"
                                    : "odds-boost, verdict=CHOSEN");
        }
    }

    private static Play saysYesToAll(Play play) {
        return says(says(play, true, "PROFILING", "ALL", "SITE"), true, "MARKETING", "ALL", "SITE");
    }
}
