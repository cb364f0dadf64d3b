package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.playbook.Pattern.OfferEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How analysts say which offer is the best. */
class ChoiceReaderTest {
    private static final String EVENTS = """
            events:
              bet:  { actor: player, attributes: { stake: number, where: string } }
              loss: { actor: system, attributes: { stake: number } }
            """;
    private static final String FEATURES = """
            features:
              bets:  { count: bet, over: 1h }
              place: { latest: where, of: bet }
            """;
    private final Map<String, String> files = new TreeMap<>(Map.of(
            "events.yaml",
            EVENTS,
            "features.yaml",
            FEATURES,
            "tags.yaml",
            "tags: { warm: { about: x } }",
            "patterns/p.yaml",
            "pattern: p\nsequence: [{ on: loss }]\noffers: [a, { offer: b, weight: 2.5 }]\nbecause: You were here.\n"));

    private static final String A = "  a: { class: help, lasts: 1m, message: A }";
    private static final String B = "  b: { class: help, lasts: 1m, message: B }";
    private static final String GIFT = "  gift: { class: inducement, lasts: 1m, requires: deposit, message: Gift }";

    private ChoiceReaderTest offers(String... offers) {
        files.put("offers.yaml", "offers:\n" + String.join("\n", offers) + "\n");
        return this;
    }

    private ChoiceReaderTest choice(String choice) {
        files.put("policy.yaml", "choice: { " + choice + " }\n");
        return this;
    }

    private List<String> problems() {
        return PlaybookReader.read(new Bundle(0, null, null, files)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private Playbook playbook() {
        Reading reading = PlaybookReader.read(new Bundle(0, null, null, files));
        assertThat(reading.problems()).isEmpty();
        return reading.playbook();
    }

    @Test
    void whatIsChosenByIsReadAsItIsWritten() {
        offers(
                        A.replace("message", "weight: 0.5, group: g, alternatives: [b], message"),
                        B.replace("message", "group: g, message"))
                .choice("rank: \"offer.value + offer.weight + bets\", nothing: -0.5, prefer: place");
        Playbook playbook = playbook();

        assertThat(playbook.policy().ranking().rank().features()).containsExactly("bets");
        assertThat(playbook.policy().ranking().nothing().source()).isEqualTo("-0.5");
        assertThat(playbook.policy().ranking().prefer().type()).isEqualTo(ValueType.STRING);
        assertThat(playbook.featuresRead()).as("what a rank reads is kept").contains("bets", "place");
        OfferTemplate a = playbook.offers().get("a");
        assertThat(a.weight()).isEqualTo(0.5);
        assertThat(a.group()).isEqualTo("g");
        assertThat(a.alternatives()).containsExactly("b");
        assertThat(playbook.offers().get("b").weight()).isEqualTo(1);
        assertThat(playbook.patterns().get(0).offers())
                .containsExactly(new OfferEntry("a", null, null), new OfferEntry("b", null, 2.5));
    }

    @Test
    void withoutChoiceAllRankAlike() {
        files.put("patterns/p.yaml", "pattern: p\nsequence: [{ on: loss }]\noffers: [a]\nbecause: You were here.\n");
        assertThat(offers(A).playbook().policy().ranking()).isEqualTo(Ranking.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "rank: offer.wieght + offer.weight       # 1:17 # unknown `wieght` of an offer; did you mean `weight`?",
                "rank: offer.weight + ofer.value         # 1:32 # unknown step `ofer`; did you mean `offer`?",
                "rank: offer.weight + bts                # 1:32 # unknown name `bts`: here is no event, only features, steps and the envelope; did you mean `bets`?",
                "rank: offer.weight > 1                  # 1:17 # this comes to truth, and a number belongs here",
                "rank: offer.weight + offer              # 1:32 # `offer` is an offer, not a value; write offer.value",
                "rank: \"offer.weight + (offer.class == 'gift' ? 1 : 0)\" # 1:49 # 'gift' is not among the values there are; known: care, help, inducement, information",
                "rank: \"offer.weight + (tagged('wram') ? 1 : 0)\" # 1:42 # undeclared tag `wram`; did you mean `warm`?",
                "rank: \"offer.weight + stake\"          # 1:33 # unknown name `stake`",
                "rank: offer.weight, nothing: offer.value # 1:40 # `offer.value` is of an offer that is being ranked, and here is none; only `choice: { rank: ... }` in policy.yaml ranks offers",
                "rank: offer.weight, nothing: place      # 1:40 # this comes to text, and a number belongs here",
                "rank: offer.weight, prefer: bets        # 1:39 # this comes to number, and a text belongs here",
                "rank: offer.weight, prefers: place      # 1:31 # unknown key `prefers` of choice; did you mean `prefer`?",
                "rank: true                              # 1:17 # YAML reads `true` as a boolean, and an expression belongs here",
            })
    void aMistakeInTheChoiceIsToldWithItsPlace(String choice, String place, String message) {
        assertThat(offers(A, B).choice(choice).problems())
                .singleElement()
                .asString()
                .startsWith("policy.yaml:" + place + ": " + message);
    }

    @Test
    void nothingIsComparedWithARank() {
        files.put("patterns/p.yaml", "pattern: p\nsequence: [{ on: loss }]\noffers: [a]\nbecause: You were here.\n");
        assertThat(offers(A).choice("nothing: 1").problems())
                .containsExactly(
                        "policy.yaml:1:11: `nothing` is compared with the ranks of the offers, and there are none;"
                                + " rank them: rank: \"offer.weight\"");
    }

    @Test
    void aWeightThatNoRankReadsIsNotBelieved() {
        offers(A.replace("message", "weight: 2, message"), B).choice("rank: offer.value");
        assertThat(problems())
                .containsExactly(
                        "offers.yaml:2:32: `weight` changes nothing: no `rank` reads it; write choice: { rank: \"offer.weight\" } in policy.yaml, or remove it",
                        "patterns/p.yaml:3:25: `weight` changes nothing: no `rank` reads it; write choice: { rank: \"offer.weight\" } in policy.yaml, or remove it");
        files.remove("policy.yaml");
        assertThat(problems()).hasSize(2);
        assertThat(choice("rank: offer.wieght").problems()).hasSize(1);
        assertThat(choice("rank: offer.weight").problems()).isEmpty();
    }

    @Test
    void theWordsOfARankMeanNothingElsewhere() {
        files.put(
                "patterns/p.yaml",
                "pattern: p\nsequence: [{ on: loss }]\nunless: \"offer.value > 5\"\noffers: [a]\nbecause: You were here.\n");
        assertThat(offers(A).problems())
                .singleElement()
                .asString()
                .startsWith(
                        "patterns/p.yaml:3:10: `offer.value` is of an offer that is being ranked, and here is none");
        files.put(
                "patterns/p.yaml",
                "pattern: p\nsequence: [{ on: loss, as: offer }]\nunless: \"offer.stake > 5\"\noffers: [a]\nbecause: You were here.\n");
        assertThat(problems()).as("a step may be called so").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "alternatives: [bb]         # 2:47 # unknown offer `bb`; did you mean `b`?",
                "alternatives: [gfit]       # 2:47 # unknown offer `gfit`; did you mean `gift`?",
                "alternatives: [a]          # 2:47 # `a` is named as its own alternative; name another offer, or remove it",
                "alternatives: [gift]       # 2:47 # `gift` is an inducement, and `a` is none; who is offered help is not led on to an inducement",
                "alternatives: [b, c, d, e] # 2:56 # `a` has 4 alternatives, and at most 3 are sent; keep the best",
                "group: lonely              # 2:39 # the offer `a` is alone in the group `lonely`; a group does nothing until it has a second offer",
                "weight: heavy              # 2:40 # `heavy` is not a number of at least 0",
                "weight: -1                 # 2:40 # `-1` is not a number of at least 0",
            })
    void aMistakeInAnOfferIsToldWithItsPlace(String words, String place, String message) {
        choice("rank: offer.weight");
        offers(
                A.replace("message", words + ", message"),
                B,
                GIFT,
                B.replace("b:", "c:"),
                B.replace("b:", "d:"),
                B.replace("b:", "e:"));
        assertThat(problems()).singleElement().asString().startsWith("offers.yaml:" + place + ": " + message);
    }

    @Test
    void alternativesDoNotLeadBack() {
        choice("rank: offer.weight");
        offers(
                A.replace("message", "alternatives: [b], message"),
                B.replace("message", "alternatives: [c], message"),
                B.replace("b:", "c:").replace("message", "alternatives: [a, b], message"));
        assertThat(problems())
                .containsExactly(
                        "offers.yaml:4:47: a circle: a leads to b leads to c leads to a; who wanted none of them would come back to the first",
                        "offers.yaml:4:50: a circle: b leads to c leads to b; who wanted none of them would come back to the first");
    }

    @Test
    void whatIsForbiddenAfterAnEventIsNotNamedBesideAnOfferEither() {
        files.put("patterns/p.yaml", "pattern: p\nsequence: [{ on: loss }]\noffers: [lure]\nbecause: You were here.\n");
        files.put("policy.yaml", "never:\n  - { after: loss, send: { requires: deposit }, because: no chasing }\n");
        offers("  lure: { class: inducement, lasts: 1m, alternatives: [gift], message: Lure }", GIFT);
        assertThat(problems())
                .containsExactly(
                        "patterns/p.yaml:3:10: p grows from loss and may not send `lure`, which leads to `gift`: no chasing;"
                                + " the policy's `never` forbids it");
    }
}
