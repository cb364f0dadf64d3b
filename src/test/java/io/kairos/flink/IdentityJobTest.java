package io.kairos.flink;

import static io.kairos.event.Output.Kind.DEAD_LETTER;
import static io.kairos.event.Output.Kind.DECISION;
import static io.kairos.event.Output.Kind.OFFER;
import static io.kairos.flink.Evening.NOON;
import static io.kairos.flink.Evening.SECOND;
import static io.kairos.flink.Evening.bet;
import static io.kairos.flink.Evening.playbook;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Arrival;
import io.kairos.event.Origin;
import io.kairos.event.Output;
import io.kairos.flink.Lists.Collected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole job over lists: who browses before he logs in is one player with one history. */
class IdentityJobTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(3)
            .build());

    @Test
    void whoBrowsesHesitatesAndLogsInIsOnePlayerWithOneHistory() throws Exception {
        for (String wait : List.of("off", "2s")) {
            Collected said = run(
                    Map.of("ordering.wait", wait),
                    lost("cookie", null, NOON),
                    lost("cookie", null, NOON + SECOND),
                    lost("cookie", "ada", NOON + 2 * SECOND));

            assertThat(said.all(DECISION, "player_id")).containsExactly("ada");
            assertThat(said.all(DECISION, "at")).containsExactly(NOON + 22 * SECOND);
            assertThat(said.all(OFFER, "status")).containsExactly("ISSUED", "EXPIRED");
            assertThat(said.all(DEAD_LETTER)).isEmpty();
        }
    }

    /** His bets come by the direct way, and what he did before by the longer one. */
    @Test
    void hisEventsWithoutAnAnonymousIdStayBehindTheOneThatSaysWhoHeIs() throws Exception {
        List<Arrival> evening = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String player = "player-" + i;
            long at = NOON + i * 10;
            evening.add(lost("cookie-" + i, null, at));
            evening.add(lost("cookie-" + i, null, at + 1));
            evening.add(lost("cookie-" + i, player, at + 2));
            evening.add(bet(player, at + 3));
        }

        Collected said = run(Map.of(), evening.toArray(Arrival[]::new));

        // the bet comes after the third loss, or it would not have broken the silence
        assertThat(said.all(DECISION)).isEmpty();
    }

    /** The losses of both are three and three; one too many for either would show in his decision. */
    @Test
    void twoPlayersOnOneDeviceHaveTwoHistories() throws Exception {
        List<Arrival> evening = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String device = "device-" + i;
            long at = NOON + i * 7;
            evening.add(lost(device, null, at));
            evening.add(lost(device, "ada-" + i, at + SECOND));
            evening.add(lost(device, null, at + 2 * SECOND));
            evening.add(lost(device, "bob-" + i, at + 3 * SECOND));
            evening.add(lost(device, null, at + 4 * SECOND));
            evening.add(lost(device, null, at + 5 * SECOND));
            evening.add(lost(device, "ada-" + i, at + 2 * SECOND + 1));
            evening.add(lost(device, null, at + 2 * SECOND + 2));
        }

        Collected said = run(Map.of(), evening.toArray(Arrival[]::new));

        Map<String, List<Long>> matched = new TreeMap<>();
        for (Output decision : said.all(DECISION)) {
            List<Long> times = new ArrayList<>();
            for (Object event : (List<?>) decision.fields().get("matched")) {
                times.add((Long) ((Map<?, ?>) event).get("at"));
            }
            assertThat(matched.put((String) decision.fields().get("player_id"), times))
                    .isNull();
        }
        assertThat(matched).hasSize(200);
        matched.forEach((player, times) -> {
            long at = NOON + 7 * Long.parseLong(player.substring(4));
            assertThat(times)
                    .as(player)
                    .allSatisfy(time -> assertThat(time < at + 3 * SECOND).isEqualTo(player.startsWith("ada")));
        });
    }

    @Test
    void aSilenceThatBeganBeforeTheLoginCompletesAfterIt() throws Exception {
        Collected said = run(
                Map.of(),
                lost("cookie", null, NOON),
                lost("cookie", null, NOON + SECOND),
                lost("cookie", null, NOON + 2 * SECOND),
                looked("cookie", "ada", NOON + 3 * SECOND),
                Arrival.heartbeat(Origin.NOWHERE, NOON + 60 * SECOND));

        assertThat(said.all(DECISION, "pattern")).startsWith("silent-after-losses");
        assertThat(said.all(DECISION, "reason")).startsWith("OFFERED");
    }

    @Test
    void whatHappenedTooLongBeforeTheLoginIsRecordedAndNotOffered() throws Exception {
        Collected said = run(
                Map.of(),
                lost("cookie", null, NOON),
                lost("cookie", null, NOON + SECOND),
                lost("cookie", null, NOON + 2 * SECOND),
                Evening.seen("cookie", bet("ada", NOON + 300 * SECOND)));

        assertThat(said.all(DECISION, "at")).containsExactly(NOON + 22 * SECOND);
        assertThat(said.all(DECISION, "reason")).containsExactly("STALE");
        assertThat(said.all(OFFER)).isEmpty();
    }

    @Test
    void withoutIdentitiesWhatHasNoPlayerIsDeadLetteredAndNoOperatorIsThere() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Collected said = Collected.anew();
        job(settings(Map.of("identity.hold", "off")), said, lost("cookie", null, NOON), lost("cookie", "ada", NOON))
                .build(env);

        assertThat(env.getStreamGraph(false).getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .doesNotContain("identify");
        env.execute();

        assertThat(said.all(DEAD_LETTER, "reason")).containsExactly("NO_PLAYER");
    }

    private static Collected run(Map<String, String> settings, Arrival... arrivals) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Collected said = Collected.anew();
        job(settings(settings), said, arrivals).build(env);
        env.execute();
        return said;
    }

    private static Settings settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("time.fresh", "event");
        all.put("parallelism", "3");
        return Settings.of(all);
    }

    private static KairosJob job(Settings settings, Collected said, Arrival... arrivals) throws Exception {
        return new KairosJob(
                new KairosJob.Ends(Lists.source(List.of(arrivals), InFlight.ARRIVAL), 1, null, said),
                playbook(1),
                settings);
    }

    private static Arrival lost(String anonymousId, String player, long at) {
        return Evening.seen(anonymousId, Evening.lost(player, at));
    }

    private static Arrival looked(String anonymousId, String player, long at) {
        return Evening.seen(anonymousId, Evening.looked(player, at));
    }
}
