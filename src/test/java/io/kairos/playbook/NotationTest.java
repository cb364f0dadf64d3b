package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a value is written for one reader. */
class NotationTest {
    private static final Notation ENGLISH = new Notation(Locale.ENGLISH, null);

    private static String written(String locale, Object value, ValueType type) {
        return new Notation(Locale.forLanguageTag(locale), null).of(value, type).replace('\u00a0', ' ');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "en # 0           # 0",
                "en # -0.0        # 0",
                "en # -0.001      # 0.00",
                "en # 12          # 12",
                "en # 12.5        # 12.50",
                "en # 1.845       # 1.84",
                "en # -1234567.89 # -1,234,567.89",
                "de # 1234567.89  # 1.234.567,89",
                "fr # 1234.5      # 1\u202f234,50",
                "en # NaN         # –",
                "en # Infinity    # –",
            })
    void anAmountHasTwoDecimalsOrNone(String locale, double value, String written) {
        assertThat(written(locale, value, ValueType.NUMBER)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "0                   # 0 s",
                "999                 # 0 s",
                "59999               # 59 s",
                "60000               # 1 min",
                "3599999             # 59 min",
                "3600000             # 1 h 0 min",
                "180000000           # 50 h 0 min",
                "9223372036854775807 # –",
            })
    void aDurationIsWrittenInUnitsThatEveryLanguageShares(long millis, String written) {
        assertThat(ENGLISH.of(millis, ValueType.DURATION)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "en-GB # Europe/London    # 2026-03-29T00:59:59Z # 29 Mar 2026, 00:59",
                "en-GB # Europe/London    # 2026-03-29T01:00:00Z # 29 Mar 2026, 02:00",
                "en-GB # Europe/London    # 2026-10-25T01:00:00Z # 25 Oct 2026, 01:00",
                "de    # Asia/Kathmandu   # 2026-01-01T23:59:00Z # 02.01.2026, 05:44",
                "en    # America/New_York # 2026-07-01T03:00:00Z # Jun 30, 2026, 11:00 PM",
            })
    void aTimeIsTheOneHisClockShows(String locale, String zone, Instant time, String written) {
        Notation his = new Notation(Locale.forLanguageTag(locale), ZoneId.of(zone));
        assertThat(his.of(time.toEpochMilli(), ValueType.TIME)).isEqualTo(written);
    }

    @Test
    void withoutAZoneItSaysWhoseClockItIs() {
        assertThat(written("en-GB", 0L, ValueType.TIME)).isEqualTo("1 Jan 1970, 00:00 UTC");
        assertThat(ENGLISH.of(Long.MAX_VALUE, ValueType.TIME))
                .as("however far away")
                .endsWith("UTC");
    }

    @Test
    void whatIsUnknownOrSomethingElseIsADash() {
        for (ValueType type : ValueType.values()) {
            assertThat(ENGLISH.of(null, type)).as("%s", type).isEqualTo("–");
        }
        assertThat(ENGLISH.of("an hour", ValueType.DURATION)).isEqualTo("–");
        assertThat(ENGLISH.of("noon", ValueType.TIME)).isEqualTo("–");
        assertThat(ENGLISH.of("five", ValueType.NUMBER)).isEqualTo("–");
        assertThat(ENGLISH.of(5.0, ValueType.STRING)).isEqualTo("5.0");
    }
}
