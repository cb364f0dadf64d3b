package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.flink.Settings.Fresh;
import io.kairos.flink.Settings.Quiet;
import io.kairos.player.Core;
import io.kairos.player.RecentEvents;
import io.kairos.player.Visitor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void whatIsNotGivenHasTheDefaultBesideItsKey() {
        assertThat(Settings.of(Map.of()))
                .isEqualTo(new Settings(
                        500,
                        10_000,
                        60_000,
                        Quiet.NONE,
                        Fresh.WALL,
                        64,
                        90L * 24 * 3_600_000,
                        RecentEvents.Bounds.NONE,
                        10_000,
                        0,
                        new Settings.Cache(50_000, 6 << 20, 2_000, 64 << 20),
                        Visitor.Bounds.DEFAULT,
                        new Settings.Ordering(0, 256)));
    }

    @Test
    void theCoreHasTheSameDefaults() {
        assertThat(Settings.of(Map.of()).core()).isEqualTo(Core.Settings.DEFAULT);
    }

    @Test
    void everySettingIsRead() {
        Settings settings = Settings.of(Map.ofEntries(
                Map.entry("time.slack", "0ms"),
                Map.entry("time.lateness", "3s"),
                Map.entry("time.ahead", "2m"),
                Map.entry("time.quiet", "elapsed"),
                Map.entry("time.fresh", "event"),
                Map.entry("partials.max", "8"),
                Map.entry("memory.forget-after", "1d"),
                Map.entry("memory.recent", "10m"),
                Map.entry("memory.recent-events", "7"),
                Map.entry("memory.recent-bytes", "2kb"),
                Map.entry("checkpoint.interval", "1.5s"),
                Map.entry("parallelism", "720"),
                Map.entry("cache.rows", "0"),
                Map.entry("cache.bytes", "1kb"),
                Map.entry("cache.dirty", "7"),
                Map.entry("cache.warm", "0mb"),
                Map.entry("identity.hold", "1m"),
                Map.entry("identity.events", "5"),
                Map.entry("identity.bytes", "2kb"),
                Map.entry("identity.linked", "90s"),
                Map.entry("ordering.wait", "200ms"),
                Map.entry("ordering.events", "9")));

        assertThat(settings)
                .isEqualTo(new Settings(
                        0,
                        3_000,
                        120_000,
                        Quiet.ELAPSED,
                        Fresh.EVENT,
                        8,
                        86_400_000,
                        new RecentEvents.Bounds(600_000, 7, 2_048),
                        1_500,
                        720,
                        new Settings.Cache(0, 1_024, 7, 0),
                        new Visitor.Bounds(60_000, 5, 2_048, 90_000),
                        new Settings.Ordering(200, 9)));
        assertThat(Settings.KEYS)
                .hasSize(Settings.class.getRecordComponents().length
                        + Settings.Cache.class.getRecordComponents().length
                        + RecentEvents.Bounds.class.getRecordComponents().length
                        + Visitor.Bounds.class.getRecordComponents().length
                        + Settings.Ordering.class.getRecordComponents().length
                        - 4);
    }

    @Test
    void identitiesNeedNotBeResolvedAndEventsNeedNotWait() {
        Settings settings = Settings.of(Map.of("identity.hold", "off", "ordering.wait", "off"));

        assertThat(settings.identity()).isNull();
        assertThat(settings.ordering().isOn()).isFalse();
    }

    @Test
    void aReplayOfRecordedTimesRefusesNothingForItsFuture() {
        assertThat(Settings.of(Map.of("time.ahead", "off")).ahead()).isZero();
    }

    @Test
    void anUnknownNameStopsWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> Settings.of(Map.of("time.slak", "1s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`time.slak`")
                .hasMessageContaining("did you mean `time.slack`?");
    }

    @ParameterizedTest
    @CsvSource({
        "time.slack, 5 seconds, 500ms",
        "time.ahead, 0s, 60s",
        "time.quiet, heartbeats, none",
        "time.fresh, EVENT, wall",
        "partials.max, 0, 64",
        "partials.max, 100001, 64",
        "memory.forget-after, 0d, 90d",
        "parallelism, 721, 0",
        "parallelism, -1, 0",
        "cache.rows, many, 50000",
        "cache.bytes, 64 potatoes, 6mb",
        "cache.dirty, -1, 2000",
        "cache.warm, much, 64mb",
        "identity.hold, 0s, 30m",
        "identity.events, 0, 100",
        "identity.bytes, 0kb, 64kb",
        "identity.bytes, 17mb, 64kb",
        "identity.linked, off, 30m",
        "ordering.wait, 0ms, off",
        "ordering.events, 0, 256",
    })
    void aValueItsSettingDoesNotTakeIsRefusedWithTheSettingTheValueAndTheDefault(
            String name, String value, String byDefault) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("`" + name + "`", "`" + value + "`", "default is `" + byDefault + "`");
    }
}
