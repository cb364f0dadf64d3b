package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with words and variants is told with its place. */
class WordingReaderTest {
    private static final String EVENTS =
            "events: { seen: { actor: player, attributes: { size: number, what: string } } }\n";
    private static final String FEATURES =
            "features: { tongue: { latest: what, of: seen }, biggest: { latest: size, of: seen } }";
    private static final String POLICY = "words: { default: en, locale: tongue }";
    private static final String HINT = "offers: { hint: { class: care, lasts: 3m, message: A hint. } }";
    private static final String PATTERN = "pattern: p\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: You saw.\n";

    private final Map<String, String> files = new TreeMap<>(Map.of(
            "events.yaml",
            EVENTS,
            "features.yaml",
            FEATURES,
            "policy.yaml",
            POLICY,
            "offers.yaml",
            HINT,
            "patterns/p.yaml",
            PATTERN));

    private List<String> problems() {
        return PlaybookReader.read(new Bundle(1, "ada", "", files)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{ en: 'A {biggest}.', de: 'Ein {bigest}.' } # 5:41 # `{bigest}` is neither a fact nor a feature; did you mean `biggest`?",
                "{ en: 'A {biggest}.', de: Ein Tipp. }       # 5:36 # the text in `de` does not show {biggest}, and another language does; every language says the same",
                "{ en: A tip., de: 'Ein {biggest}.' }        # 5:16 # the text in `en` does not show {biggest}, and another language does; every language says the same",
                "{ de: Ein Tipp. }                           # 5:10 # there is no text in `en`, the default language; write one",
                "{ en: A., xx: B. }                          # 5:20 # there is no language `xx`; write the code of ISO 639-1, as in en, de or pt-BR",
                "{ en: A., pt-br: B. }                       # 5:20 # `pt-br` is not a language; write it as in en, de or pt-BR",
                "{ en: true }                                # 5:16 # YAML reads `true` as a boolean, and text belongs here",
                "[A]                                         # 5:10 # a list stands here, and text or a mapping belongs here",
                "A {size}                                    # 5:12 # `{size}` is neither a fact nor a feature",
                "A {b.                                       # 5:12 # a `{` stands alone here; a placeholder is a name in braces, as in {count}; braces themselves can not be shown",
                "A }b.                                       # 5:12 # a `}` stands alone here",
                "'A {{biggest}}.'                            # 5:13 # a `{` stands alone here",
                "A {biggest} and {} more.                    # 5:26 # `{}` is neither a fact nor a feature",
                "A { biggest }.                              #      #",
                "A {expires_at} in {lasts} for {biggest}.    #      #",
                "{ en: 'A {biggest}.', pt-BR: '{biggest} {biggest}' } # #",
            })
    void aMessageInEveryLanguageSaysTheSameAndWhatIsKnown(String message, String place, String problem) {
        files.put("offers.yaml", "offers:\n hint:\n  class: care\n  lasts: 3m\n  message: " + message + "\n");
        files.put("patterns/p.yaml", "pattern: p\nsequence: [{ on: seen }]\n");
        if (place == null) {
            assertThat(problems()).isEmpty();
        } else {
            assertThat(problems()).first().asString().startsWith("offers.yaml:" + atMessage(place) + ": " + problem);
        }
    }

    @ParameterizedTest
    @CsvSource({"lasts", "expires_at"})
    void whatIsTheOffersOwnIsNoNameOfAFeature(String name) {
        files.put("features.yaml", "features: { tongue: { latest: what, of: seen }, " + name + ": { since: seen } }");
        assertThat(problems())
                .containsExactly("features.yaml:1:49: a feature may not be called `" + name
                        + "`: that is a word of the envelope or of Kairos; choose another name");
    }

    /** The message stands at column 12. */
    private static String atMessage(String place) {
        int column = Integer.parseInt(place.substring(2));
        return "5:" + (column + 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "words: { locale: tongue, stop: { en: Stop, de: Halt } } # ",
                "words: { locale: tongue, stop: Stop }     # policy.yaml:1:32: `stop` is not written in `de`, and the message of `hint` is; one offer is read in one language",
                "words: { locale: tongue, stop: { en: 'Stop {biggest}', de: 'Halt {biggest}' } } # policy.yaml:1:44: a placeholder stands here, and the text of a button belongs here",
                "words: { locale: biggest }                # policy.yaml:1:18: this comes to number, and a text belongs here",
                "words: { locale: tonge }                  # policy.yaml:1:18: unknown name `tonge`",
                "words: { default: english }               # policy.yaml:1:19: `english` is not a language",
                "words: { default: de, locale: tongue }    # patterns/p.yaml:4:10: there is no text in `de`, the default language",
                "words: { default: en }                    # offers.yaml:1:52: nobody would read the text in `de`: the policy does not say what a player's language is",
            })
    void thePolicySaysInWhichLanguageAPlayerIsSpokenTo(String policy, String problem) {
        files.put("policy.yaml", policy + "\n");
        files.put(
                "offers.yaml", "offers: { hint: { class: care, lasts: 3m, message: { en: A hint., de: Ein Tipp. } } }");
        String because = policy.contains("default: de") ? "{ en: You saw. }" : "{ en: You saw., de: Gesehen. }";
        files.put("patterns/p.yaml", PATTERN.replace("You saw.", because));
        if (problem == null) {
            assertThat(problems()).isEmpty();
        } else {
            assertThat(problems()).anySatisfy(found -> assertThat(found).startsWith(problem));
        }
    }

    @Test
    void aReasonIsWrittenInEveryLanguageOfTheMessagesItGoesWith() {
        files.put(
                "offers.yaml", "offers: { hint: { class: care, lasts: 3m, message: { en: A hint., de: Ein Tipp. } } }");
        assertThat(problems())
                .containsExactly(
                        "patterns/p.yaml:4:10: `because` is not written in `de`, and the message of `hint` is; one offer is read in one language");
    }

    @Test
    void aReasonIsWrittenInEveryLanguageOfTheirVariantsToo() {
        files.put(
                "offers.yaml",
                "offers: { hint: { class: care, lasts: 3m, message: A hint., variants: { v: { share: 5%, message: { en: A hint., de: Ein Tipp. } } } } }");
        assertThat(problems())
                .containsExactly(
                        "patterns/p.yaml:4:10: `because` is not written in `de`, and the message of `hint` is; one offer is read in one language");
    }

    @Test
    void aReasonThatIsWrongIsThereAllTheSame() {
        files.put("patterns/p.yaml", PATTERN.replace("You saw.", "[You saw.]"));
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("patterns/p.yaml:4:10: a list stands here, and text or a mapping belongs here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{ a: { share: 50%, within: 5s }, b: { share: 50% } }  # ",
                "{ a: { share: 1% }, b: { share: 20% }, c: { share: 68% }, d: { share: 11% } } # ",
                "{ a: { share: 50% }, b: { share: 50.1% } } # 5:1: the shares come to 100.1%; together at most 100%; the rest is the base",
                "{ base: { share: 5% } }                    # 5:13: a variant may not be called `base`: that is what those get who are in no variant; choose another name",
                "{ a: { share: 5%, mode: shadow } }         # 5:29: unknown key `mode` of a variant",
                "{ a: { within: 5s } }                      # 5:16: `share` is missing in a variant",
                "{ a: { share: 5%, sequence: [{ on: sen }] } } # 5:46: unknown event `sen`; did you mean `seen`?",
                "{ a: { share: 5%, sequence: [{ no: seen, for: 5s }] } } # 5:40: `no` is the only step",
                "{ a: { share: 5%, offers: [hnt] } }        # 5:38: unknown offer `hnt`; did you mean `hint`?",
                "{ a: { share: 5%, because: 'Hurry!' } }    # 5:39: `Hurry` presses the player",
                "{ a: { share: 5%, unless: 'size > 3' } }   # 5:38: unknown name `size`",
            })
    void aVariantOfAPatternIsReadAsStrictlyAsThePattern(String variants, String problem) {
        files.put("patterns/p.yaml", PATTERN + "variants: " + variants + "\n");
        if (problem == null) {
            assertThat(problems()).isEmpty();
        } else {
            assertThat(problems()).first().asString().startsWith("patterns/p.yaml:" + problem);
        }
    }

    @Test
    void aFactIsOfOneTypeInAllVariants() {
        files.put(
                "events.yaml",
                "events: { seen: { actor: player, attributes: { size: number, what: string } }, went: { actor: player, attributes: { size: string } } }");
        files.put(
                "patterns/p.yaml",
                "pattern: p\nsequence: [{ on: seen, as: it }]\nfacts: { size: it.size }\nvariants: { a: { share: 5%, sequence: [{ on: went, as: it }] } }\n");
        assertThat(problems())
                .containsExactly(
                        "patterns/p.yaml:4:13: the fact `size` is STRING in the variant `a` and NUMBER without it; a moment has the same facts in all variants");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{ a: { share: 20%, value: 3, lasts: 5m, message: B. } } # ",
                "{ a: { share: 20%, class: care } }          # 5:32: unknown key `class` of a variant",
                "{ a: { share: 20%, message: 'Bet now' } }   # 5:42: `Bet now` presses the player",
                "{ a: { share: 20%, message: 'A {sze}' } }   # 5:44: `{sze}` is neither a fact nor a feature",
                "{ a: { share: 101% } }                      # 5:27: `101%` is not a percentage",
            })
    void aVariantOfAnOfferIsReadAsStrictlyAsTheOffer(String variants, String problem) {
        files.put(
                "offers.yaml",
                "offers:\n hint:\n  class: care\n  lasts: 3m\n  variants: " + variants + "\n  message: A hint.\n");
        if (problem == null) {
            assertThat(problems()).isEmpty();
        } else {
            assertThat(problems()).first().asString().startsWith("offers.yaml:" + problem);
        }
    }
}
