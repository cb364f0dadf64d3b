package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.TagChange;
import io.kairos.offer.TagChange.Change;
import io.kairos.playbook.Expression;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.player.Tells.About;
import io.kairos.player.Tells.Part;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nothing in the default playbook without a test: plays the stories of it once more, holds those to it that {@link Tells}
 * what they tell, and looks at what was noticed. A new pattern, tag or feature fails here until it has its own.
 */
class PlaybookCoverageTest {
    private static final List<Class<? extends PlaybookStory>> STORIES = List.of(
            ExitMomentsTest.class,
            HesitationMomentsTest.class,
            CashierMomentsTest.class,
            IdleMomentsTest.class,
            RiskMomentsTest.class,
            ProtectionMomentsTest.class,
            ServiceMomentsTest.class);

    /** How a moment is decided that audience and {@code unless} have let pass. */
    private static final Set<Reason> LET_PASS =
            EnumSet.complementOf(EnumSet.of(Reason.NOT_IN_ROLLOUT, Reason.GATED, Reason.OVER));

    private static final Map<String, Set<Part>> TOLD = new TreeMap<>();
    private static final Set<String> GAINED = new TreeSet<>();
    private static final Set<String> GAINED_BY_RULE = new TreeSet<>();
    private static final Set<String> LOST = new TreeSet<>();
    private static final Set<String> FEATURES = new TreeSet<>();
    private static final List<String> DO_NOT_TELL = new ArrayList<>();
    private static Playbook playbook;

    @BeforeAll
    static void playEveryStoryAgain() throws ReflectiveOperationException {
        try (Rig rig = Rig.ofDefaultPlaybook()) {
            playbook = rig.rules().playbook();
        }
        for (Class<? extends PlaybookStory> stories : STORIES) {
            for (Method test : stories.getDeclaredMethods()) {
                if (test.isAnnotationPresent(Test.class)) {
                    PlaybookStory story = made(stories.getDeclaredConstructor());
                    play(story, test, story);
                }
            }
            for (Class<?> about : stories.getDeclaredClasses()) {
                for (Method test : about.getDeclaredMethods()) {
                    if (test.isAnnotationPresent(Test.class) || test.isAnnotationPresent(Tells.class)) {
                        PlaybookStory story = made(stories.getDeclaredConstructor());
                        play(story, test, made(about.getDeclaredConstructor(stories), story));
                    }
                }
            }
        }
    }

    private static <T> T made(Constructor<T> by, Object... with) throws ReflectiveOperationException {
        by.setAccessible(true);
        return by.newInstance(with);
    }

    private static void play(PlaybookStory story, Method test, Object of) throws ReflectiveOperationException {
        test.setAccessible(true);
        test.invoke(of);
        if (test.isAnnotationPresent(Tells.class)) {
            String pattern = of.getClass().getAnnotation(About.class).value();
            tells(story, test, pattern, test.getAnnotation(Tells.class).value());
        }
        look(story);
        story.close();
    }

    private static void tells(PlaybookStory story, Method test, String pattern, Part part) {
        boolean happened = story.reasons(pattern).stream().anyMatch(LET_PASS::contains);
        if (happened == (part != Part.NEAR_MISS)) {
            TOLD.computeIfAbsent(pattern, id -> EnumSet.noneOf(Part.class)).add(part);
        } else {
            DO_NOT_TELL.add(test.getName() + " does not tell the " + part + " of " + pattern);
        }
    }

    private static void look(PlaybookStory story) {
        for (Decision decision : story.rig.moments) {
            decision.features().forEach((id, value) -> {
                if (value != null && !value.equals(0.0)) {
                    FEATURES.add(id);
                }
            });
        }
        for (TagChange change : story.rig.tags) {
            if (change.change() == Change.LOST) {
                LOST.add(change.tag());
            } else {
                GAINED.add(change.tag());
            }
            if (change.cause().equals("rule")) {
                GAINED_BY_RULE.add(change.tag());
            }
        }
    }

    @Test
    void everyPatternIsToldAsAMomentANearMissAndTwice() throws IOException {
        Set<String> inTheFolder = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("flink-conf/playbook/patterns"))) {
            files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .forEach(inTheFolder::add);
        }
        assertThat(inTheFolder).hasSizeGreaterThan(30);
        assertThat(playbook.patterns()).extracting(Pattern::id).containsExactlyInAnyOrderElementsOf(inTheFolder);
        assertThat(DO_NOT_TELL).isEmpty();
        assertThat(TOLD.keySet()).isEqualTo(inTheFolder);
        assertThat(TOLD.values()).allMatch(parts -> parts.equals(EnumSet.allOf(Part.class)));
    }

    @Test
    void everyTagIsGainedAndLostInThem() {
        assertThat(GAINED).containsExactlyInAnyOrderElementsOf(playbook.tags().keySet());
        assertThat(LOST).containsExactlyInAnyOrderElementsOf(playbook.tags().keySet());
        assertThat(GAINED_BY_RULE)
                .containsExactlyInAnyOrderElementsOf(playbook.tags().values().stream()
                        .filter(tag -> tag.rule() != null)
                        .map(tag -> tag.id())
                        .toList());
    }

    @Test
    void everyFeatureIsReadAndWasLookedAtWithAValueInThem() {
        Set<String> covered = new HashSet<>(FEATURES);
        playbook.tags().values().stream()
                .filter(tag -> GAINED_BY_RULE.contains(tag.id()))
                .map(tag -> tag.rule())
                .map(Expression::features)
                .forEach(covered::addAll);
        assertThat(playbook.featuresRead())
                .containsExactlyInAnyOrderElementsOf(playbook.features().keySet());
        assertThat(covered).containsAll(playbook.features().keySet());
    }
}
