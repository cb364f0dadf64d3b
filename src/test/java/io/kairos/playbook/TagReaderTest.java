package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.playbook.Tag.Refresh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagReaderTest {
    private final Map<String, String> files = new TreeMap<>(Map.of(
            "events.yaml",
            """
            events:
              bet:  { actor: player, attributes: { stake: number, ends: time } }
              left: { actor: player }
              beat: { actor: system, scope: all, expires: 60s }
            """,
            "features.yaml",
            "features:\n  bets:  { count: bet, over: 1h }\n  ends_at: { latest: ends, of: bet }\n  kinds: { count: later, over: 1h }\n",
            "patterns/later.yaml",
            "pattern: later\nsequence: [{ on: bet, where: \"tagged('a')\" }]\n"));

    private Reading reading(String tags) {
        files.put("tags.yaml", "tags:\n  a: { about: x }\n" + tags + "\n");
        return PlaybookReader.read(new Bundle(0, null, null, files));
    }

    private Tag tag(String tag) {
        Reading reading = reading(tag);
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.playbook().refused()).isEmpty();
        return reading.playbook().tags().get("t");
    }

    @Test
    void aTagIsReadAsItIsWritten() {
        Tag tag = tag("""
                  t: { about: it, suppress: [care, help], notify: rg-desk, when: "bets > 3 && !tagged('a')", for: 1h, group: g, refresh: strengthen, levels: 5, decay: 10m, until: [left, later], not_after: ends_at }
                  u: { about: other, group: g }
                """);
        assertThat(tag.suppress()).isEqualTo(Set.of(OfferClass.CARE, OfferClass.HELP));
        assertThat(tag.tells()).isEqualTo("rg-desk");
        assertThat(tag.rule().features()).containsExactly("bets");
        assertThat(tag.rule().tags()).containsExactly("a");
        assertThat(tag.lasts()).isEqualTo(3_600_000);
        assertThat(tag.group()).isEqualTo("g");
        assertThat(tag.refresh()).isEqualTo(new Refresh.Strengthen(5, 600_000));
        assertThat(tag.until().types()).containsExactly("left", "later");
        assertThat(tag.notAfter().features()).containsExactly("ends_at");
    }

    @Test
    void whatIsNotSaidIsRestartWithoutGroupAndEnd() {
        Tag tag = tag("  t: { about: it }");
        assertThat(tag).isEqualTo(new Tag("t", "it", Set.of(), null, null, 0, null, new Refresh.Restart(), null, null));
        assertThat(tag("  t: { about: it, refresh: restart }").refresh()).isEqualTo(new Refresh.Restart());
        assertThat(tag("  t: { about: it, refresh: extend, at_most: 2h }").refresh())
                .isEqualTo(new Refresh.Extend(7_200_000));
        assertThat(tag("  t: { about: it, refresh: strengthen, levels: 2 }").refresh())
                .isEqualTo(new Refresh.Strengthen(2, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "refresh: extnd             # 3:27 # `extnd` is not one of restart, extend, strengthen; did you mean `extend`?",
                "refresh: extend            # 3:18 # the tag `t` is extended without end; say how far ahead it may reach: at_most: 24h",
                "at_most: 1h                # 3:18 # `at_most` goes with `refresh: extend` only",
                "refresh: strengthen        # 3:18 # the tag `t` strengthens without end; say which level is the highest: levels: 3",
                "refresh: extend, at_most: 1h, decay: 1m # 3:48 # `decay` goes with `refresh: strengthen` only",
                "levels: 3                  # 3:18 # `levels` goes with `refresh: strengthen` only",
                "refresh: strengthen, levels: 1 # 3:47 # `1` is not a whole number of at least 2",
                "refresh: strengthen, levels: 101 # 3:47 # `101` levels are more than 100",
                "refresh: strengthen, levels: two # 3:47 # `two` is not a whole number of at least 2",
                "refresh: extend, at_most: 1h, for: 2h, when: bets > 1 # 3:48 # `for` is more than `at_most`",
                "when: licence == 'ON', for: 1h # 3:24 # the rule of the tag `t` reads no feature, so it would never be looked at",
                "when: bets > 1             # 3:6  # the tag `t` has one of `when` and `for`",
                "when: bets, for: 1h        # 3:24 # this comes to number, and a condition belongs here",
                "when: stake > 1, for: 1h   # 3:24 # unknown name `stake`: here is no event",
                "group: moood               # 3:25 # the tag `t` is alone in the group `moood`; a group excludes nothing until it has a second tag",
                "until: lft                 # 3:25 # unknown event `lft`; did you mean `left`?",
                "until: beat                # 3:25 # `beat` has no player (scope: all)",
                "not_after: 25:00           # 3:29 # `25:00` is not a time of day",
                "not_after: 6:00            # 3:29 # `6:00` is not a time of day",
                "not_after: bets            # 3:29 # this comes to number, and a time belongs here",
                "not_aftr: 06:00            # 3:18 # unknown key `not_aftr` of a tag; did you mean `not_after`?",
            })
    void aMistakeInATagIsToldWithItsPlace(String yaml, String place, String message) {
        List<String> problems = reading("  t: { about: x, " + yaml + " }").problems().stream()
                .map(Problem::toString)
                .toList();
        assertThat(problems).singleElement().asString().startsWith("tags.yaml:" + place + ": " + message);
    }

    @Test
    void theTagsThatTheReadmeShowsAreRead() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String tags = readme.substring(readme.indexOf("tags:\n  loss-cooling:"));
        files.put("tags.yaml", tags.substring(0, tags.indexOf("```")));
        files.remove("patterns/later.yaml");
        files.put("events.yaml", files.get("events.yaml") + "  session_ended: { actor: player }\n");
        files.put("features.yaml", "features: { staked_1h: { sum: stake, of: bet, over: 1h } }");

        Reading reading = PlaybookReader.read(new Bundle(0, null, null, files));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.playbook().tags().get("high-roller").lasts()).isEqualTo(3_600_000);
        assertThat(reading.playbook().tags().get("heated").refresh()).isEqualTo(new Refresh.Strengthen(5, 600_000));
    }

    @Test
    void aMisspeltGroupIsToldTheOthers() {
        assertThat(reading(
                                "  t: { about: x, group: mood }\n  u: { about: x, group: mood }\n  v: { about: x, group: moood }")
                        .problems())
                .singleElement()
                .asString()
                .contains("the tag `v` is alone in the group `moood`; did you mean `mood`?");
    }

    @Test
    void aPatternThatAsksForALevelBeginsAnewWhenTheLevelsChange() {
        files.put("patterns/asks.yaml", "pattern: asks\nsequence: [{ on: bet, where: \"tag_level('t') > 1\" }]\n");
        assertThat(asks("levels: 3"))
                .isEqualTo(asks("levels: 3, suppress: [care]"))
                .isNotEqualTo(asks("levels: 4"));
    }

    private String asks(String tag) {
        Playbook playbook =
                reading("  t: { about: x, refresh: strengthen, " + tag + " }").playbook();
        return playbook.patterns().stream()
                .filter(pattern -> pattern.id().equals("asks"))
                .findFirst()
                .orElseThrow()
                .fingerprint();
    }
}
