package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.playbook.PlaybookReader;
import io.kairos.player.Trail.Attempt;
import io.kairos.player.Trail.End;
import io.kairos.player.Trail.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrailTest {
    private static final String EVENTS = """
            events:
              bet:     { actor: player, attributes: { stake: number, slip_id: string, game: string } }
              loss:    { actor: system, fact: true, attributes: { stake: number, product: string } }
              win:     { actor: system, fact: true, attributes: { payout: number } }
              look:    { actor: player, attributes: { limit: number } }
              deposit: { actor: player, attributes: { amount: number } }
            """;

    /** Notes when moments were. */
    private static final class Moments implements Outbox {
        private final Trail trail;
        private final Map<String, List<Long>> times = new HashMap<>();

        Moments(Trail trail) {
            this.trail = trail;
        }

        @Override
        public void moment(Decision decision) {
            trail.moment(decision);
            times.computeIfAbsent(decision.pattern(), none -> new ArrayList<>()).add(decision.at());
        }

        @Override
        public void decision(Decision decision) {}

        @Override
        public void offer(OfferRecord offer) {}

        @Override
        public void tag(TagChange change) {}

        @Override
        public void erased(Erasure erasure) {}

        @Override
        public void refuse(DeadLetter.Reason reason, String detail) {}

        @Override
        public void count(String counter, String of) {}
    }

    @Test
    void aSilenceThatIsBrokenNamesTheEventThatBrokeIt() {
        Attempt attempt = only(
                """
                - { on: loss, as: losses, times: 2 }
                - { no: [bet, win], for: 20s }
                """, play().does("loss").waits(1_000).does("loss").waits(19_999).does("bet"), 1);

        assertThat(attempt.end()).isEqualTo(End.BROKEN);
        assertThat(attempt.by().type()).isEqualTo("bet");
        assertThat(attempt.because()).isEqualTo("came where there was to be no bet or win for 20s");
        assertThat(attempt.taken()).hasSize(2);
        assertThat(attempt.stepsDone()).isEqualTo(1);
    }

    @Test
    void aSilenceThatStillRunsSaysWhenItWillBeComplete() {
        Attempt attempt = only("""
                - { on: loss }
                - { no: bet, for: 20s }
                """, play().does("loss").waits(5_000).does("win"));

        assertThat(attempt.end()).isEqualTo(End.WAITING);
        assertThat(attempt.completes()).isTrue();
        assertThat(attempt.at()).isEqualTo(NOON + 20_000);
    }

    @Test
    void whatComesBetweenWhereNothingWasToComeIsNamed() {
        Attempt attempt = only(
                """
                - { on: loss }
                - { no: bet }
                - { on: deposit }
                """, play().does("loss").waits(1_000).does("bet").waits(1_000).does("deposit"));

        assertThat(attempt.end()).isEqualTo(End.BROKEN);
        assertThat(attempt.because()).isEqualTo("came before step 3 (deposit), where there was to be no bet");
    }

    @Test
    void aRowThatIsBrokenSaysByWhat() {
        assertThat(only(
                                "- { on: loss, as: losses, times: 3, broken_by: win }",
                                play().does("loss").does("win"))
                        .because())
                .isEqualTo("came between the repetitions of step 1 (losses: loss) (`broken_by`)");
        assertThat(only(
                                "- { on: loss, as: losses, times: 3, in_a_row: true, where: \"stake > 5\" }",
                                play().does("loss", "stake", 6.0).does("loss", "stake", 5.0))
                        .because())
                .isEqualTo("broke the row of step 1 (losses: loss): `stake > 5` does not hold: stake is 5");
        assertThat(only(
                                "- { on: loss }\n- { on: deposit, immediately: true }",
                                play().does("loss").does("look"))
                        .because())
                .isEqualTo("came before step 2 (deposit), which has to follow `immediately`");
    }

    @Test
    void aLimitThatPassedIsNamedAlsoIfNothingCameAfterIt() {
        Play late = play().does("loss").waits(60_000).does("look");
        Attempt ofStep = only("- { on: loss }\n- { on: deposit, within: 60s }", late);
        assertThat(ofStep.end()).isEqualTo(End.TOO_LATE);
        assertThat(ofStep.at()).isEqualTo(NOON + 60_000);
        assertThat(ofStep.because()).isEqualTo("`within: 1m` of step 2 (deposit) had passed");

        Attempt ofPattern = only("- { on: loss }\n- { on: deposit }\nwithin: 60s", late);
        assertThat(ofPattern.because()).isEqualTo("`within: 1m` of the pattern had passed");

        Attempt inTime = only(
                "- { on: loss }\n- { on: deposit }\nwithin: 60s",
                play().does("loss").waits(59_999).does("look"));
        assertThat(inTime.end()).isEqualTo(End.WAITING);
        assertThat(inTime.at()).isEqualTo(NOON + 60_000);
        assertThat(inTime.completes()).isFalse();
    }

    @Test
    void anEventThatWasWantedAndDidNotFulfilItsConditionSaysWhatItLookedAt() {
        String doubled = "- { on: loss, as: lost }\n- { on: bet, where: \"stake >= 2 * lost.stake\" }";
        Attempt small = only(doubled, play().does("loss", "stake", 10.0).does("bet", "stake", 19.5));
        assertThat(small.end()).isEqualTo(End.WAITING);
        assertThat(small.refusals())
                .extracting(Refusal::because)
                .containsExactly("was not taken by step 2 (bet): `stake >= 2 * lost.stake` does not hold:"
                        + " stake is 19.5, lost.stake is 10");

        Attempt unknown = only(doubled, play().does("loss").does("bet", "stake", 20.0));
        assertThat(unknown.refusals())
                .extracting(Refusal::because)
                .containsExactly(
                        "was not taken by step 2 (bet): `stake >= 2 * lost.stake` cannot be told: not known is lost.stake");
    }

    @Test
    void anEventAboutSomethingElseSaysSo() {
        Attempt attempt = only(
                "- { on: bet, as: first }\n- { on: bet, as: second }\nsame: slip_id",
                play().does("bet", "slip_id", "s1").does("bet", "slip_id", "s2"),
                1);
        assertThat(attempt.refusals())
                .extracting(Refusal::because)
                .containsExactly("was not taken by step 2 (second: bet): it is not about the same slip_id"
                        + " (slip_id is s2, not s1)");
        assertThat(only(
                                "- { on: bet, as: bets, times: 2, different: game }",
                                play().does("bet", "game", "a").does("bet", "game", "a"),
                                1)
                        .refusals())
                .extracting(Refusal::because)
                .containsExactly("was not taken by step 1 (bets: bet): its game is not another than before");
    }

    @Test
    void anEventThatComesBeforeTheSilenceIsOverSaysSo() {
        Attempt attempt = only(
                "- { on: look }\n- { no: loss, for: 30s }\n- { on: bet }",
                play().does("look").waits(29_999).does("bet"));
        assertThat(attempt.refusals())
                .extracting(Refusal::because)
                .containsExactly("was not taken by step 3 (bet): the silence before it was not over yet");
    }

    @Test
    void aPatternThatNeverBeganSaysWhatItWasOffered() {
        Trail trail =
                trail("- { on: bet, where: \"stake > 100\" }\n- { on: win }", play().does("bet", "stake", 99.0)).trail;

        assertThat(trail.begun()).isZero();
        assertThat(trail.refusedFirst())
                .extracting(Refusal::because)
                .containsExactly("was not taken by step 1 (bet): `stake > 100` does not hold: stake is 99");
        assertThat(trail("- { on: bet }\n- { on: win }", play().does("look"))
                        .trail
                        .refusedFirst())
                .isEmpty();
    }

    @Test
    void whatBecameAMomentIsNoAttemptAndWhatItEndedIs() {
        Trail trail = trail(
                        "- { on: bet, as: one }\n- { on: win, as: two }",
                        play().does("bet").waits(1_000).does("bet").waits(1_000).does("win"))
                .trail;

        assertThat(trail.furthest(9)).singleElement().satisfies(dropped -> {
            assertThat(dropped.end()).isEqualTo(End.DROPPED);
            assertThat(dropped.at()).isEqualTo(NOON + 2_000);
        });
    }

    /**
     * The words agree with the matcher: a match is gone without a word only where another one completed, and every
     * one of the default playbook's patterns is tried.
     */
    @Test
    void ofRandomPlayEveryEndIsExplained() throws IOException {
        Bundle bundle = PlaybookFolder.read(Path.of("flink-conf/playbook"));
        Playbook playbook = PlaybookReader.read(bundle).playbook();
        Set<End> seen = EnumSet.noneOf(End.class);
        try (MatcherFactory factory = new CompactMatcherFactory()) {
            Rules rules = Rules.of(playbook, factory, Core.Settings.DEFAULT);
            for (Pattern pattern : playbook.patterns()) {
                for (int seed = 0; seed < 3; seed++) {
                    Moments moments = look(rules, pattern, randomPlay(new Random(seed), playbook));
                    for (Attempt attempt : moments.trail.furthest(Integer.MAX_VALUE)) {
                        seen.add(attempt.end());
                        if (attempt.end() == End.DROPPED) {
                            assertThat(moments.times.get(pattern.id()))
                                    .as("%s %s", pattern.id(), attempt)
                                    .contains(attempt.at());
                        }
                    }
                }
            }
        }
        assertThat(seen).contains(End.BROKEN, End.TOO_LATE, End.DROPPED, End.WAITING);
    }

    private static List<PlayerEvent> randomPlay(Random dice, Playbook playbook) {
        List<String> types = playbook.vocabulary().types().values().stream()
                .filter(type -> !type.forAll() && !type.id().equals("offer_ended"))
                .filter(type -> playbook.patterns().stream()
                        .noneMatch(pattern -> pattern.id().equals(type.id())))
                .map(type -> type.id())
                .sorted()
                .toList();
        Play play =
                player("ada").in("session_id", "s1").in("zone", "Europe/Malta").in("licence", "MGA");
        for (int i = 0; i < 600; i++) {
            String type = types.get(dice.nextInt(types.size()));
            List<Object> attributes = new ArrayList<>();
            playbook.vocabulary().type(type).attributes().forEach((name, attribute) -> {
                attributes.add(name);
                attributes.add(
                        switch (attribute.type()) {
                            case STRING ->
                                attribute.listed().isEmpty()
                                        ? "v" + dice.nextInt(2)
                                        : attribute
                                                .listed()
                                                .get(dice.nextInt(
                                                        attribute.listed().size()));
                            case NUMBER -> (double) dice.nextInt(100);
                            case BOOLEAN -> dice.nextBoolean();
                            case TIME -> NOON + dice.nextInt(3_600_000);
                            case DURATION -> (long) dice.nextInt(60_000);
                        });
            });
            play.does(type, attributes.toArray()).waits(dice.nextInt(4) == 0 ? 25_000 : 700);
        }
        return play.events();
    }

    private static Play play() {
        return player("ada");
    }

    private static Attempt only(String sequence, Play play) {
        return only(sequence, play, 0);
    }

    /** The one that came furthest of so many and one more; of those that came as far, the one that began last. */
    private static Attempt only(String sequence, Play play, int others) {
        List<Attempt> attempts = trail(sequence, play).trail.furthest(9);
        assertThat(attempts).hasSize(others + 1);
        return attempts.get(0);
    }

    private static Moments trail(String sequence, Play play) {
        int within = sequence.indexOf("\nwithin");
        int same = sequence.indexOf("\nsame");
        int end = Math.max(within, same) < 0 ? sequence.length() : Math.max(within, same);
        String steps = sequence.substring(0, end).strip().indent(2);
        Playbook playbook = PlaybookReader.read(Rig.bundle(
                        1,
                        "events.yaml",
                        EVENTS,
                        "patterns/asked.yaml",
                        "pattern: asked\nsequence:\n" + steps + sequence.substring(end) + "\n"))
                .playbook();
        assertThat(playbook).isNotNull();
        try (MatcherFactory factory = new CompactMatcherFactory()) {
            Rules rules = Rules.of(playbook, factory, Core.Settings.DEFAULT);
            return look(rules, playbook.patterns().get(0), play.events());
        }
    }

    private static Moments look(Rules rules, Pattern pattern, List<PlayerEvent> events) {
        Trail trail = new Trail("ada", pattern, rules.playbook().vocabulary());
        Moments moments = new Moments(trail);
        Core core = new Core(trail);
        PlayerMemory memory = PlayerMemory.of("ada");
        for (PlayerEvent event : events) {
            core.on(memory, event, rules, Now.OF_THE_MOMENT, ForAll.NOTHING, moments);
        }
        trail.end(memory, rules);
        return moments;
    }
}
