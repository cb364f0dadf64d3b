package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows of a playbook is read. */
class ReadmePlaybookTest {
    private static String block(String beginning) throws IOException {
        Matcher block = Pattern.compile("```yaml\n(" + beginning + ".*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static Playbook read(Map<String, String> files) {
        Reading reading = PlaybookReader.read(new Bundle(1, null, null, files));
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.playbook().refused()).isEmpty();
        return reading.playbook();
    }

    @Test
    void everyFeatureItShowsIsOneOfTheDefaultVocabulary() throws IOException {
        String events =
                PlaybookFolder.read(Path.of("flink-conf", "playbook")).files().get("events.yaml");
        Map<String, Feature> features = read(Map.of("events.yaml", events, "features.yaml", block("features:")))
                .features();

        assertThat(features.values())
                .extracting(Feature::kind)
                .contains(
                        Feature.Kind.COUNT,
                        Feature.Kind.SUM,
                        Feature.Kind.DISTINCT,
                        Feature.Kind.MEDIAN,
                        Feature.Kind.GAP,
                        Feature.Kind.LAST,
                        Feature.Kind.LATEST,
                        Feature.Kind.SINCE,
                        Feature.Kind.STREAK,
                        Feature.Kind.RUN,
                        Feature.Kind.STATE,
                        Feature.Kind.RATIO);
        assertThat(features.get("staked_now").ratio().scale()).isEqualTo(7 * 48);
        assertThat(features.get("stake_jump").ratio().scale()).isEqualTo(1);
    }

    @Test
    void theCorrectionItShowsIsOne() throws IOException {
        Playbook playbook = read(Map.of("events.yaml", "events:\n" + block("  bet_settled:")));
        assertThat(playbook.vocabulary().type("bet_settled").corrections())
                .singleElement()
                .satisfies(correction -> assertThat(correction.of()).isEqualTo("bet_settled"));
    }

    @Test
    void itsTableOfTheDefaultPlaybookHasEachPatternWithItsTagsOffersAndCaps() throws IOException {
        Playbook playbook = PlaybookReader.read(PlaybookFolder.read(Path.of("flink-conf", "playbook")))
                .playbook();
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("| pattern | when |"));
        List<String> rows = table.substring(0, table.indexOf("\n\n"))
                .lines()
                .skip(2)
                .map(row -> String.join(" ", words(row)))
                .map(row -> row.replace("per 24h", "per 1d").replace("per 60m", "per 1h")) // as a cap says it itself
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(playbook.patterns().stream()
                        .map(ReadmePlaybookTest::row)
                        .toList());
    }

    /** What stands in backticks. */
    private static List<String> words(String row) {
        return Pattern.compile("`([^`]+)`")
                .matcher(row)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String row(io.kairos.playbook.Pattern pattern) {
        return Stream.of(
                        Stream.of(pattern.id()),
                        pattern.tags().stream().map(io.kairos.playbook.Pattern.TagGain::tag),
                        pattern.offers().stream().map(io.kairos.playbook.Pattern.OfferEntry::offer),
                        pattern.caps().stream().map(Cap::toString))
                .flatMap(each -> each)
                .collect(Collectors.joining(" "));
    }
}
