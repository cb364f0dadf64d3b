package io.kairos.pattern;

import static io.kairos.pattern.Sketch.BET;
import static io.kairos.pattern.Sketch.CLEARED;
import static io.kairos.pattern.Sketch.DEPOSIT;
import static io.kairos.pattern.Sketch.LOSS;
import static io.kairos.pattern.Sketch.PICK;
import static io.kairos.pattern.Sketch.VIEW;
import static io.kairos.pattern.Sketch.WIN;
import static io.kairos.pattern.Sketch.on;
import static io.kairos.pattern.Sketch.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.EventPool;
import io.kairos.pattern.match.PatternHost;
import io.kairos.pattern.match.Progress;
import io.kairos.playbook.Step;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a progress says of itself, what is written of it, and what comes too late. */
class ProgressTest {
    private static CompactMatcherFactory factory;

    @BeforeAll
    static void open() {
        factory = new CompactMatcherFactory();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    private static Play play(Sketch sketch, String events) {
        Play play = new Play(factory, sketch.pattern(), Sketch.VOCABULARY, 64, false);
        for (String event : events.split(" ")) {
            play.on(Play.event(event));
        }
        return play;
    }

    private static Sketch pair() {
        return sequence(on(LOSS).times(2).inARow()).no(BET, 1000).within(60_000);
    }

    @Test
    void nothingHasBegunAtFirst() {
        Progress none = new Play(factory, pair().pattern(), Sketch.VOCABULARY, 64, false).progress();
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.size()).isZero();
        assertThat(none.nextDeadline()).isEqualTo(PatternHost.NEVER);
    }

    @Test
    void theNextDeadlineIsTheEarliestOfAllSilences() {
        assertThat(play(pair(), "L1@0").progress().nextDeadline()).isEqualTo(PatternHost.NEVER);
        assertThat(play(pair(), "L1@0 L2@5").progress().nextDeadline()).isEqualTo(1005);
        assertThat(play(pair(), "L1@0 L2@5 L3@6").progress().nextDeadline()).isEqualTo(1005);
        assertThat(play(pair(), "L1@0 L2@5 B1@7").progress().nextDeadline()).isEqualTo(PatternHost.NEVER);
    }

    @Test
    void itDiesWithTheLastOfWhatHasBegun() {
        assertThat(play(pair(), "L1@0").progress().diesAt()).isEqualTo(60_000);
        assertThat(play(pair(), "L1@0 L2@5").progress().diesAt())
                .as("the second loss began one of its own")
                .isEqualTo(60_005);
        assertThat(play(sequence(on(LOSS), on(BET).within(50), on(DEPOSIT)), "L1@7")
                        .progress()
                        .diesAt())
                .isEqualTo(57);
        assertThat(play(sequence(on(LOSS), on(BET).within(50), on(DEPOSIT)), "L1@7 B1@8")
                        .progress()
                        .diesAt())
                .isEqualTo(PatternHost.NEVER);
        assertThat(play(sequence(on(PICK)).no(BET, 70), "S1@7").progress().diesAt())
                .isEqualTo(77);
    }

    @Test
    void whatIsDeadIsNotWritten() {
        Play play = play(pair(), "L1@0");
        assertThat(Play.read(play.host(), play.written(59_999)).size()).isEqualTo(1);
        assertThat(Play.read(play.host(), play.written(60_000)).isEmpty()).isTrue();
    }

    @Test
    void everySecondLossCountsOnceHoweverManyStatesWaitForMore() {
        Play play = play(
                sequence(on(LOSS).times(1, Step.Take.UNBOUNDED), on(DEPOSIT)).within(60_000), "L1@0 L2@1 L3@2");
        assertThat(play.progress().size()).isEqualTo(3);
    }

    @Test
    void anEventThatCannotConcernItTouchesNothing() {
        Play play = play(pair(), "L1@0");
        byte[] before = play.written(0);
        play.on(Play.event("V1@59999"));
        play.on(Play.event("D1@70000"));
        assertThat(play.progress().size()).as("not even what is dead").isEqualTo(1);
        assertThat(play.written(0)).isEqualTo(before);
    }

    @Test
    void aPatternReactsToAllThatItsStepsAndSilencesName() {
        Sketch all = sequence(on(LOSS).times(2).brokenBy(PICK))
                .no(DEPOSIT)
                .then(on(VIEW))
                .no(BET, new Step.Wait.For(5), CLEARED);
        assertThat(host(all).reactsTo())
                .isEqualTo(Set.of(
                        "bet_settled",
                        "slip_selection_added",
                        "deposit_succeeded",
                        "page_viewed",
                        "bet_placed",
                        "slip_cleared"));
        assertThat(host(sequence(on(LOSS), on(DEPOSIT).immediately())).reactsTo())
                .as("immediately: all that the player does himself")
                .contains("session_ended", "page_viewed", "bet_placed");
    }

    private static PatternHost host(Sketch sketch) {
        return new PatternHost(sketch.pattern(), Sketch.VOCABULARY, factory, 64);
    }

    @Test
    void anEventThatWouldHaveBrokenACompletedSilenceIsCounted() {
        Sketch same = sequence(on(PICK)).no(BET, 1000).same("slip_id");
        assertThat(late(same, "B1", "bet_placed", 999, "a")).containsExactly("after_deadline");
        assertThat(late(same, "B1", "bet_placed", 1000, "a")).isEmpty();
        assertThat(late(same, "B1", "bet_placed", -1, "a"))
                .as("before it began")
                .isEmpty();
        assertThat(late(same, "B1", "bet_placed", 999, "b")).as("another slip").isEmpty();
        assertThat(late(same, "C1", "slip_cleared", 999, "a"))
                .as("another type")
                .isEmpty();
    }

    private static java.util.List<String> late(Sketch sketch, String id, String type, long at, String slip) {
        Play play = play(sketch, "S1@0(slip_id=a)");
        play.completeUntil(1000);
        play.on(PlayerEvent.of("S2", "ada", "slip_selection_added", 1500, Map.of("slip_id", "c")));
        play.on(PlayerEvent.of(id, "ada", type, at, Map.of("slip_id", slip)));
        assertThat(play.moments).containsExactly("1000 S1");
        return play.counted;
    }

    @Test
    void aCompletedSilenceIsRememberedForTenSeconds() {
        Sketch idle = sequence(on(PICK)).no(BET, 1000);
        Play play = play(idle, "S1@0");
        play.completeUntil(1000);
        assertThat(play.progress().size()).isZero();
        assertThat(play.progress().isEmpty()).isFalse();
        assertThat(play.progress().diesAt()).isEqualTo(11_000);
        assertThat(Play.read(play.host(), play.written(10_999)).isEmpty()).isFalse();
        assertThat(Play.read(play.host(), play.written(11_000)).isEmpty()).isTrue();
        play.on(Play.event("S2@11000"));
        play.on(Play.event("B1@500"));
        assertThat(play.counted).isEmpty();
    }

    @Test
    void anythingTornIsRefused() throws IOException {
        Play play = play(pair().overlap(), "L1@0 L2@5 L3@5");
        byte[] row = play.written(5);
        for (int length = 0; length < row.length; length++) {
            byte[] torn = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> {
                        RowReader in = new RowReader(torn);
                        play.host().read(EventPool.Part.read(EventPool.read("ada", in), in), in);
                    })
                    .as("the first %d of %d bytes", length, row.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherFormatIsRefusedByItsNumber() {
        byte[] other = {9};
        assertThatThrownBy(() -> host(pair()).read(new EventPool.Part(new EventPool("ada")), new RowReader(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 9");
    }

    @Test
    void whatIsReadGoesOnAsIfNothingHadHappened() {
        Play play = play(sequence(on(LOSS).times(3).brokenBy(WIN)).no(BET, 1000).overlap(), "L1@0 L2@5 L3@5 L4@5");
        Progress read = Play.read(play.host(), play.written(5));
        assertThat(read.size()).isEqualTo(play.progress().size());
        assertThat(read.diesAt()).isEqualTo(play.progress().diesAt());
        assertThat(read.nextDeadline()).isEqualTo(1005);
    }

    @Test
    void nothingOfOnePlayerIsHeldForAnother() {
        Play ada = play(pair(), "L1@0");
        Play bob = play(pair(), "L9@0");
        ada.on(Play.event("L2@1"));
        bob.on(Play.event("W9@1"));
        ada.end();
        bob.end();
        assertThat(ada.moments).containsExactly("1001 L1+L2");
        assertThat(bob.moments).isEmpty();
    }
}
