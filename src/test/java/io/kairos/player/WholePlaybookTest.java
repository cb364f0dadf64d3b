package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.playbook.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A whole playbook at once, over what may happen to a player in some weeks: every pattern comes to a moment, and a row
 * that is written and read anywhere, and time that is looked at anywhere, change nothing.
 */
class WholePlaybookTest {
    private static final int PLAYERS = 12;
    private static final int SCENES = 80;

    private final Core core = new Core();

    private static final Path DEFAULT = Path.of("flink-conf/playbook");
    private static final Path REFERENCE = Path.of("..", "shared", "playbook");

    @Test
    void theDefaultPlaybookPlaysTheSameHoweverItIsCut() {
        assertThat(playsTheSameHoweverItIsCut(Rig.of(DEFAULT)))
                .containsExactly("care", "help", "inducement", "information");
    }

    @Test
    void soDoesTheReferencePlaybook() {
        assumeTrue(Files.isDirectory(REFERENCE), "no reference playbook here");
        assertThat(playsTheSameHoweverItIsCut(Rig.of(REFERENCE))).contains("care", "help", "information");
    }

    @Test
    void whileTheFeedIsSilentOnlyCareGoesOutUnderBoth() {
        assertThat(playsTheSameHoweverItIsCut(Rig.of(DEFAULT).whoseFeedsAreSilent()))
                .containsExactly("care");
        assumeTrue(Files.isDirectory(REFERENCE), "no reference playbook here");
        assertThat(playsTheSameHoweverItIsCut(Rig.of(REFERENCE).whoseFeedsAreSilent()))
                .containsExactly("care");
    }

    /** @return the classes of what is sent */
    private Set<String> playsTheSameHoweverItIsCut(Rig read) {
        Set<String> patterns = new TreeSet<>();
        Set<String> noticed = new TreeSet<>();
        Set<String> classes = new TreeSet<>();
        Set<Decision.Reason> reasons = new TreeSet<>();
        for (int seed = 0; seed < PLAYERS; seed++) {
            try (Rig whole = read.another();
                    Rig cut = read.another()) {
                List<PlayerEvent> events = playUncut(whole, new Random(seed));
                playCut(cut, events, new Random(seed));
                String as = "seed " + seed;
                assertThat(cut.moments).as(as).isEqualTo(whole.moments);
                assertThat(cut.decisions).as(as).isEqualTo(whole.decisions);
                assertThat(cut.offers).as(as).isEqualTo(whole.offers);
                assertThat(cut.tags).as(as).isEqualTo(whole.tags);
                assertThat(cut.refused).as(as).isEqualTo(whole.refused);
                whole.rules().playbook().patterns().stream().map(Pattern::id).forEach(patterns::add);
                whole.moments.forEach(moment -> {
                    noticed.add(moment.pattern());
                    reasons.add(moment.reason());
                });
                whole.offers.forEach(offer -> classes.add(offer.offerClass()));
            }
        }
        assertThat(noticed).isEqualTo(patterns);
        assertThat(reasons)
                .contains(
                        Decision.Reason.OFFERED,
                        Decision.Reason.GATED,
                        Decision.Reason.OVER,
                        Decision.Reason.PROTECTED,
                        Decision.Reason.CAPPED);
        read.close();
        return classes;
    }

    /** The memory is never written. */
    private List<PlayerEvent> playUncut(Rig rig, Random dice) {
        Scenes scenes = new Scenes("ada", dice);
        PlayerMemory memory = PlayerMemory.of("ada");
        int told = 0;
        for (int i = 0; i < SCENES; i++) {
            scenes.next(rig.offers);
            List<PlayerEvent> events = scenes.play().events();
            for (PlayerEvent event : events.subList(told, events.size())) {
                core.on(memory, event, rig.rules(), Now.OF_THE_MOMENT, rig.forAll(), rig);
            }
            told = events.size();
        }
        core.at(memory, Long.MAX_VALUE - 1, rig.rules(), Now.OF_THE_MOMENT, rig.forAll(), rig);
        return scenes.play().events();
    }

    /** Every other time the memory is written and read, and time is looked at before the next event. */
    private void playCut(Rig rig, List<PlayerEvent> events, Random dice) {
        PlayerMemory memory = PlayerMemory.of("ada");
        long time = events.get(0).at();
        for (PlayerEvent event : events) {
            while (event.at() > time && dice.nextBoolean()) {
                time += 1 + dice.nextLong(event.at() - time);
                core.at(memory, time, rig.rules(), Now.OF_THE_MOMENT, rig.forAll(), rig);
                memory = sometimesRead(memory, rig, dice);
            }
            time = Math.max(time, event.at());
            core.on(memory, event, rig.rules(), Now.OF_THE_MOMENT, rig.forAll(), rig);
            memory = sometimesRead(memory, rig, dice);
        }
        core.at(memory, Long.MAX_VALUE - 1, rig.rules(), Now.OF_THE_MOMENT, rig.forAll(), rig);
    }

    private static PlayerMemory sometimesRead(PlayerMemory memory, Rig rig, Random dice) {
        if (memory.isForgotten()) {
            return PlayerMemory.of("ada");
        }
        return dice.nextBoolean() ? memory : PlayerMemory.decode("ada", memory.encode(), rig.rules());
    }
}
