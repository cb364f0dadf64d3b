package io.kairos.flink;

import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.event.Output.Kind.TAG_CHANGE;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.bet;
import static io.kairos.flink.Evening.erased;
import static io.kairos.flink.Evening.looked;
import static io.kairos.flink.Evening.lost;
import static io.kairos.flink.Evening.playbook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kairos.event.Arrival;
import io.kairos.event.Carried;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code player_erased}: nothing is kept of the player, and that this was done is. */
class ErasureTest {
    private static final long MOMENT = NOON + 22 * SECOND;
    private Subtasks job;

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    @Test
    void theRowTheTimersTheTagsAndTheOpenOfferGoAndARecordStays() throws Exception {
        start("50000").reads(losses()).timeIs(MOMENT).hush();
        Arrival request = erased("ada", MOMENT + SECOND);

        job.reads(request);

        assertThat(job.rows()).isZero();
        assertThat(job.deadlines()).isZero();
        assertThat(job.said(OFFER, "status")).containsExactly("WITHDRAWN");
        assertThat(job.said(OFFER, "reason")).containsExactly("ERASED");
        assertThat(job.said(TAG_CHANGE)).extracting(Output::key, Output::fields).containsExactly(tuple("ada", null));
        Output audit = job.said(DECISION).get(0);
        assertThat(audit.fields()).containsEntry("reason", "ERASED").containsEntry("at", MOMENT + SECOND);
        assertThat(audit.toString())
                .doesNotContain("ada/")
                .doesNotContain("=ada")
                .doesNotContain("key=ada");
    }

    @Test
    void aLaterEventBeginsHimAnew() throws Exception {
        start("50000").reads(losses()).reads(erased("ada", NOON + 3 * SECOND)).reads(lost("ada", NOON + 4 * SECOND));

        job.timeIs(NOON + 60 * SECOND);

        assertThat(job.said(DECISION, "reason")).containsExactly("ERASED");
    }

    @Test
    void theRequestTwiceAndOneForNobodyKnownAreRecordedAndKeepNothing() throws Exception {
        start("50000").reads(erased("ada", NOON), erased("ada", NOON));

        assertThat(job.said(DECISION, "reason")).containsExactly("ERASED", "ERASED");
        assertThat(job.rows()).isZero();
    }

    /** It had turned out to be his, but came by the longer way. */
    @Test
    void whatWasOnItsWayToHimDoesNotBeginHimAnew() throws Exception {
        start("50000").reads(erased("ada", NOON + SECOND));

        job.reads(carried("ada", looked("ada", NOON)));
        job.timeIs(NOON);
        job.snapshot();
        assertThat(job.rows()).isZero();

        job.reads(carried("ada", looked("ada", NOON + 2 * SECOND))).snapshot();
        assertThat(job.rows()).isEqualTo(1);
    }

    @Test
    void aSavepointDoesNotContainHisId() throws Exception {
        for (String cached : List.of("50000", "0")) {
            String ada = "ada-whose-id-is-looked-for";
            start(cached).reads(lost(ada, NOON), lost(ada, NOON + 1), lost("bob", NOON), lost(ada, NOON + 2));
            job.reads(Evening.seen("cookie", bet(ada, NOON + 3)));
            job.reads(Arrival.carried(
                    Origin.NOWHERE,
                    new Carried(
                            ada,
                            Evening.seen("cookie", bet(ada, NOON + 3)).event().eventId(),
                            List.of(looked(ada, NOON).event()))));
            assertThat(savepoint()).contains(ada).contains("bob");

            job.reads(erased(ada, NOON + 4));

            assertThat(savepoint()).doesNotContain(ada).contains("bob");
            job.close();
        }
    }

    private String savepoint() throws Exception {
        return new String(job.savepoint(), StandardCharsets.ISO_8859_1);
    }

    private static Arrival carried(String player, Arrival arrival) {
        return Arrival.carried(Origin.NOWHERE, new Carried(player, null, List.of(arrival.event())));
    }

    private static Arrival[] losses() {
        return new Arrival[] {lost("ada", NOON), lost("ada", NOON + SECOND), lost("ada", NOON + 2 * SECOND)};
    }

    private Subtasks start(String cachedRows) throws Exception {
        Settings settings = Settings.of(Map.of("time.fresh", "event", "cache.rows", cachedRows));
        job = Subtasks.start(1, playbook(1), settings, NOON);
        return job;
    }
}
