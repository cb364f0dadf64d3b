package io.kairos.player;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.PlayerEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForAllTest {
    private static PlayerEvent beat(String licence, long at) {
        return new PlayerEvent(
                "e" + at, null, null, "beat", at, null, null, licence, null, null, null, null, null, Map.of());
    }

    @Test
    void whatNamesNoLicenceSpeaksForEachAndWhatNamesOneForThatOnly() {
        ForAll heard = ForAll.NOTHING.with(beat("GB", 20)).with(beat(null, 10)).with(beat("ON", 5));

        assertThat(heard.heardAt("beat", "GB")).isEqualTo(20);
        assertThat(heard.heardAt("beat", "ON")).isEqualTo(10);
        assertThat(heard.heardAt("beat", "NL")).isEqualTo(10);
        assertThat(heard.heardAt("beat", null)).isEqualTo(10);
        assertThat(heard.heardAt("other", "GB")).isEqualTo(ForAll.NEVER);
        assertThat(heard.latest().get("beat").at()).as("the latest of all").isEqualTo(20);
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        ForAll one = ForAll.NOTHING.with(beat("GB", 20)).with(beat(null, 10)).with(beat("GB", 15));
        ForAll other = ForAll.NOTHING.with(beat("GB", 15)).with(beat("GB", 20)).with(beat(null, 10));

        assertThat(one).isEqualTo(other);
        assertThat(one.with(beat("GB", 20))).as("no news").isSameAs(one);
    }

    @Test
    void ofTooManyLicencesTheOneSilentForLongestIsForgottenAndFailsClosed() {
        ForAll heard = ForAll.NOTHING;
        for (int i = 0; i < 200; i++) {
            heard = heard.with(beat("L" + i, i));
        }
        assertThat(heard.latest()).hasSize(65);
        assertThat(heard.heardAt("beat", "L199")).isEqualTo(199);
        assertThat(heard.heardAt("beat", "L136")).isEqualTo(136);
        assertThat(heard.heardAt("beat", "L135")).isEqualTo(ForAll.NEVER);
    }
}
