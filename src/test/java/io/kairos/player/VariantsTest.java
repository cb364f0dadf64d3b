package io.kairos.player;

import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kairos.offer.Decision;
import io.kairos.offer.Decision.Candidate;
import io.kairos.offer.Decision.Reason;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments: every player is in one arm and stays there, and the record says in which. */
class VariantsTest {
    private static final int CROWD = 10_000;

    /** Enough to have some in every arm. */
    private static final int FEW = 300;

    private static final String EVENTS = """
            events:
              seen: { actor: player, attributes: { size: number } }
              went: { actor: player }
            """;
    private static final String OFFERS = """
            offers:
              hint:
                class: information
                lasts: 60s
                value: 1
                message: A hint.
                variants:
                  warm: { share: 20%, message: A warm hint., value: 2 }
                  long: { share: 50%, lasts: 5m }
            """;
    private static final String PATTERN = """
            pattern: looked
            sequence:
              - { on: seen, times: 3, within: 10s }
            offers: [hint]
            because: You looked.
            tag: { name: looking, for: 60s }
            """;
    private static final String WITH_VARIANTS = PATTERN + """
            variants:
              quick: { share: 30%, sequence: [{ on: seen, times: 2, within: 10s }] }
              quiet: { share: 10%, offers: [], priority: 60 }
            """;

    private Rig rig;

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
    }

    private static String[] files(String offers, String pattern, String... more) {
        List<String> files = new ArrayList<>(List.of(
                "events.yaml",
                EVENTS,
                "offers.yaml",
                offers,
                "tags.yaml",
                "tags: { looking: { about: looks }, over: { about: it was seen } }",
                "patterns/looked.yaml",
                pattern));
        files.addAll(List.of(more));
        return files.toArray(String[]::new);
    }

    private Rig with(String offers, String pattern, String... more) {
        rig = Rig.of(files(offers, pattern, more));
        return rig;
    }

    private static Play looks(String id, int times) {
        Play play = player(id);
        for (int i = 0; i < times; i++) {
            play.does("seen", "size", i).waits(1_000);
        }
        return play;
    }

    private Rig crowdLooks(int crowd, int times) {
        for (int i = 0; i < crowd; i++) {
            rig.play(looks("p" + i, times));
        }
        return rig;
    }

    private Map<String, List<OfferRecord>> issuedByArm() {
        return rig.offers.stream()
                .filter(offer -> offer.status() == OfferRecord.Status.ISSUED)
                .collect(
                        Collectors.groupingBy(offer -> String.valueOf(offer.arm()), TreeMap::new, Collectors.toList()));
    }

    private Map<String, String> arms() {
        Map<String, String> arms = new TreeMap<>();
        rig.moments.forEach(decision -> arms.put(decision.playerId(), decision.arm()));
        return arms;
    }

    private static String only(String arm, Map<String, String> arms) {
        return arms.entrySet().stream()
                .filter(entry -> arm.equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    // ---- of offers

    @Test
    void theSharesOfAnOfferAreTheShareOfPlayersWhoGetIt() {
        with(OFFERS, PATTERN);
        crowdLooks(CROWD, 3);

        Map<String, List<OfferRecord>> byArm = issuedByArm();
        assertThat(byArm.keySet()).containsExactly("base", "long", "warm");
        assertThat(byArm.get("warm").size() / (double) CROWD).isCloseTo(0.2, within(0.012));
        assertThat(byArm.get("long").size() / (double) CROWD).isCloseTo(0.5, within(0.015));
        assertThat(byArm.get("base").size() / (double) CROWD).isCloseTo(0.3, within(0.014));

        assertThat(byArm.get("warm"))
                .allSatisfy(offer -> assertThat(said(offer)).isEqualTo("hint A warm hint. 2.0 60000"));
        assertThat(byArm.get("long"))
                .allSatisfy(offer -> assertThat(said(offer)).isEqualTo("hint A hint. 1.0 300000"));
        assertThat(byArm.get("base"))
                .allSatisfy(offer -> assertThat(said(offer)).isEqualTo("hint A hint. 1.0 60000"));
    }

    private static String said(OfferRecord offer) {
        return offer.offer() + " " + offer.words().message() + " " + offer.value() + " "
                + (offer.expiresAt() - offer.issuedAt());
    }

    @Test
    void withoutAnExperimentThereIsNoArm() {
        with(OFFERS.substring(0, OFFERS.indexOf("    variants:")), PATTERN).play(looks("ada", 3));
        assertThat(rig.offers).extracting(OfferRecord::arm).containsOnlyNulls();
        assertThat(rig.moments).extracting(Decision::arm).containsOnlyNulls();
    }

    @Test
    void aPlayerStaysInHisArmWhateverElseChangesInThePlaybook() {
        with(OFFERS, WITH_VARIANTS);
        crowdLooks(CROWD, 3);
        Map<String, String> before = arms();

        rig.close();
        with(OFFERS.replace("A hint.", "Another hint."), WITH_VARIANTS + "caps: [once]\n");
        crowdLooks(CROWD, 3);
        assertThat(arms()).isEqualTo(before);
    }

    @Test
    void aGreaterShareOfTheLastVariantMovesNobodyWhoIsInAnother() {
        with(OFFERS, PATTERN);
        crowdLooks(FEW, 3);
        Map<String, String> before = arms();

        rig.close();
        with(OFFERS.replace("share: 50%", "share: 60%"), PATTERN);
        crowdLooks(FEW, 3);
        Map<String, String> moved = new LinkedHashMap<>();
        arms().forEach((player, arm) -> {
            if (!Objects.equals(before.get(player), arm)) {
                moved.put(player, before.get(player) + " " + arm);
            }
        });
        assertThat(moved.values()).isNotEmpty().containsOnly("base long");
    }

    // ---- of what is looked for

    @Test
    void eachPlayersOwnVariantIsTheOneThatIsMatched() {
        with(OFFERS.substring(0, OFFERS.indexOf("    variants:")), WITH_VARIANTS);
        crowdLooks(CROWD, 2);
        Map<String, String> quick = arms();
        assertThat(quick.values()).containsOnly("quick");
        assertThat(quick.size() / (double) CROWD).isCloseTo(0.3, within(0.014));
        assertThat(rig.moments).extracting(Decision::pattern).containsOnly("looked");
        assertThat(rig.tags).extracting(TagChange::cause).containsOnly("looked");

        rig.moments.clear();
        for (int i = 0; i < CROWD; i++) {
            rig.play(player("p" + i).waits(2_000).does("seen", "size", 2));
        }
        Map<String, String> others = arms();
        assertThat(new TreeSet<>(others.values())).containsExactly("base", "quiet");
        assertThat(others.keySet()).doesNotContainAnyElementsOf(quick.keySet());
        assertThat(others.size() + quick.size()).isEqualTo(CROWD);
        assertThat(rig.moments)
                .allSatisfy(decision -> assertThat(decision.reason())
                        .isEqualTo(decision.arm().equals("quiet") ? Reason.NO_OFFERS : Reason.OFFERED));
    }

    @Test
    void theSameMomentHasTheSameIdInEveryArm() {
        with(OFFERS, WITH_VARIANTS);
        crowdLooks(FEW, 3);
        String quick = only("quick/base", armsOfOffers());
        Decision inVariant = momentOf(quick);

        rig.close();
        with(OFFERS, PATTERN.replace("times: 3", "times: 2")).play(looks(quick, 3));
        assertThat(momentOf(quick).momentId()).isEqualTo(inVariant.momentId());
        assertThat(momentOf(quick).arm()).isEqualTo("base");
    }

    private Map<String, String> armsOfOffers() {
        Map<String, String> arms = new TreeMap<>();
        rig.offers.forEach(offer -> arms.putIfAbsent(offer.playerId(), offer.arm()));
        return arms;
    }

    private Decision momentOf(String player) {
        return rig.moments.stream()
                .filter(decision -> decision.playerId().equals(player))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void inTwoExperimentsTheArmNamesThatOfThePatternFirst() {
        with(OFFERS, WITH_VARIANTS);
        crowdLooks(FEW, 3);
        assertThat(issuedByArm().keySet())
                .containsExactly("base/base", "base/long", "base/warm", "quick/base", "quick/long", "quick/warm");
    }

    @Test
    void theUntilOfHisOwnVariantEndsWhatItBegan() {
        String differently = WITH_VARIANTS.replace("share: 30%,", "share: 30%, until: went,");
        with(OFFERS, differently);
        crowdLooks(FEW, 3);
        rig.offers.clear();
        rig.tags.clear();
        for (int i = 0; i < FEW; i++) {
            rig.play(player("p" + i).waits(3_000).does("went"));
        }
        assertThat(rig.offers).isNotEmpty().allSatisfy(offer -> {
            assertThat(offer.arm()).startsWith("quick/");
            assertThat(offer.reason()).isEqualTo("UNTIL");
        });
        assertThat(rig.tags).extracting(TagChange::cause).containsOnly("until");
    }

    @Test
    void aMomentOfAnyVariantIsTheBuildingBlockOfAnotherPattern() {
        with(
                OFFERS,
                WITH_VARIANTS,
                "patterns/above.yaml",
                "pattern: above\nsequence: [{ on: looked }]\ntag: { name: over, for: 60s }\n");
        crowdLooks(FEW, 3);
        assertThat(rig.momentsOf("above")).hasSize(FEW);
    }

    @Test
    void whatBeganInAnotherArmIsDroppedWhenTheSharesChange() {
        with(OFFERS, WITH_VARIANTS);
        String one = playerOf("quick");
        rig.play(looks(one, 1));

        rig.changesTo(2, files(OFFERS, WITH_VARIANTS.replace("share: 30%", "share: 0%")));
        rig.play(player(one).waits(1_000).does("seen", "size", 1).waits(1_000).does("seen", "size", 2));
        assertThat(rig.moments).isEmpty();
        assertThat(rig.counted("partials_dropped_by_change looked")).isEqualTo(1);
        rig.play(player(one).waits(3_000).does("seen", "size", 3));
        assertThat(rig.moments).extracting(Decision::pattern).containsExactly("looked");
    }

    @Test
    void whatBeganInTheBaseGoesOnWhenVariantsAreAddedAndHeStays() {
        with(OFFERS, WITH_VARIANTS);
        String one = playerOf("base");
        rig.close();

        with(OFFERS, PATTERN).play(looks(one, 2));
        rig.changesTo(2, files(OFFERS, WITH_VARIANTS));
        rig.play(player(one).waits(2_000).does("seen", "size", 2));
        assertThat(rig.moments).hasSize(1);
        assertThat(rig.counted("partials_dropped_by_change")).isZero();
    }

    @Test
    void capsAreThoseOfThePatternWhateverTheArm() {
        String capped = WITH_VARIANTS + "caps: [once]\n";
        with(OFFERS, capped);
        String one = playerOf("quick");
        rig.play(looks(one, 2));
        rig.changesTo(2, files(OFFERS, capped.replace("share: 30%", "share: 0%")));
        rig.play(player(one)
                .waits(200_000)
                .does("seen", "size", 1)
                .does("seen", "size", 2)
                .does("seen", "size", 3));
        assertThat(rig.moments).extracting(Decision::reason).containsExactly(Reason.OFFERED, Reason.CAPPED);
    }

    @Test
    void aNewVariantIsToldWhatHappenedLatelyToThoseWhoGetItAndToNobodyElse() {
        with(OFFERS, WITH_VARIANTS);
        String quick = playerOf("quick");
        String base = playerOf("base");
        rig.close();

        with(OFFERS, PATTERN).remembersLately(new RecentEvents.Bounds(600_000, 50, 10_000));
        rig.play(looks(quick, 1)).play(looks(base, 1));
        rig.changesTo(2, files(OFFERS, WITH_VARIANTS));
        rig.play(player(quick).waits(1_000).does("seen", "size", 1));
        rig.play(player(base).waits(1_000).does("seen", "size", 1));
        assertThat(rig.moments).extracting(Decision::playerId).containsExactly(quick);
    }

    /** One who is in this arm of the pattern with variants. */
    private static String playerOf(String arm) {
        try (Rig asked = Rig.of(files(OFFERS.substring(0, OFFERS.indexOf("    variants:")), WITH_VARIANTS))) {
            for (int i = 0; ; i++) {
                asked.play(looks("q" + i, 3));
                String of = asked.moments.get(asked.moments.size() - 1).arm();
                if (of.equals(arm)) {
                    return "q" + i;
                }
            }
        }
    }

    // ---- holdout

    @Test
    void aHeldOutMomentSaysWhatWouldHaveBeenSentAndChargesNothing() {
        String held =
                PATTERN.replace("pattern: looked\n", "pattern: looked\naudience: { holdout: 100% }\ncaps: [once]\n");
        with(OFFERS, held).play(looks("ada", 6));

        assertThat(rig.offers).isEmpty();
        assertThat(rig.moments).hasSize(2).allSatisfy(decision -> {
            assertThat(decision.reason()).isEqualTo(Reason.HELD_OUT);
            assertThat(decision.detail()).isEqualTo("holdout of looked");
            assertThat(decision.arm()).isIn("base", "warm", "long");
            assertThat(decision.candidates())
                    .extracting(Candidate::offer, Candidate::verdict)
                    .hasSize(1);
            assertThat(decision.candidates().get(0).verdict()).isEqualTo("CHOSEN");
            assertThat(decision.counters()).containsEntry("once", 0L);
        });
        assertThat(rig.tags).as("his tags are those of the others").isNotEmpty();

        String wouldBe = rig.moments.get(0).offerId();
        rig.close();
        with(OFFERS, PATTERN).play(looks("ada", 3));
        assertThat(rig.offers).extracting(OfferRecord::offerId).contains(wouldBe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "5%", "20%", "100%"})
    void theHoldoutOfThePolicyIsTheSamePlayersForEveryPattern(String share) {
        String other = "pattern: other\nsequence: [{ on: went }]\noffers: [hint]\nbecause: You went.\n";
        with(OFFERS, PATTERN, "policy.yaml", "holdout: " + share + "\n", "patterns/other.yaml", other);
        for (int i = 0; i < CROWD; i++) {
            rig.play(looks("p" + i, 3).waits(400_000).does("went"));
        }
        Map<String, Set<Reason>> reasons = new TreeMap<>();
        rig.moments.forEach(decision -> reasons.computeIfAbsent(decision.playerId(), id -> new TreeSet<>())
                .add(decision.reason()));
        long heldOut = reasons.values().stream()
                .filter(said -> said.equals(Set.of(Reason.HELD_OUT)))
                .count();
        assertThat(reasons.values()).allSatisfy(said -> assertThat(said).hasSize(1));
        assertThat(heldOut / (double) CROWD).isCloseTo(Integer.parseInt(share.replace("%", "")) / 100.0, within(0.012));
    }

    @Test
    void careIsNeverHeldBackForTheSakeOfAComparison() {
        String all = PATTERN.replace("pattern: looked\n", "pattern: looked\naudience: { holdout: 100% }\n");
        with(OFFERS.replace("information", "care"), all, "policy.yaml", "holdout: 100%\n")
                .play(looks("ada", 3));
        assertThat(rig.offers).extracting(OfferRecord::offer).containsExactly("hint");
    }
}
