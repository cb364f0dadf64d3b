package io.kairos.cli;

import io.kairos.event.Output;
import io.kairos.event.PlayerEvent;
import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.PlaybookTopic;
import io.kairos.kafka.Topics;
import io.kairos.offer.OfferRecord;
import io.kairos.playbook.Bundle;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** An evening from setting up to clearing away: broker, cluster, job, players, and what they were offered. */
final class Demo {
    private static final int PARTITIONS = 2;
    private static final int SLOTS = 2;

    /** Where the evening is written down, seen from our home. */
    private static final String RECORD = "target/demo";

    private final Folder playbook;
    private final int players;
    private final long seed;
    private final PrintWriter out;
    private final OfferLine lines = OfferLine.ofTerminal();
    private final Map<String, Map<OfferRecord.Status, Integer>> offers = new TreeMap<>();
    private long spoken;
    private volatile boolean interrupted;

    Demo(Folder playbook, int players, long seed, PrintWriter out) {
        this.playbook = playbook;
        this.players = players;
        this.seed = seed;
        this.out = out;
    }

    /** @param lasts milliseconds, setting up apart */
    void play(long lasts) {
        CountDownLatch cleared = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> {
            interrupted = true;
            await(cleared);
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            setUpAndPlay(lasts);
        } catch (Throwable e) {
            if (!interrupted) {
                throw e;
            }
            say("interrupted while setting up");
        } finally {
            cleared.countDown();
            if (!interrupted) {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            }
        }
    }

    private void setUpAndPlay(long lasts) {
        Bundle files = playbook.bundle();
        int patterns = playbook.playbook(files, out).patterns().size();
        say("Kairos demo: a simulated evening of %d players", players);
        try (LocalBroker broker = timed("broker", LocalBroker::start)) {
            JobSettings settings = JobSettings.of(Map.of(), Map.of("bootstrap.servers", broker.address()));
            try (LocalCluster cluster = timed("Flink", () -> LocalCluster.start(new Configuration(), SLOTS))) {
                timed("job", () -> start(cluster, settings, files));
                say("");
                say("  Flink UI   %s", cluster.address());
                say("  Kafka      %s", broker.address());
                say("  offers     scripts/kairos offers --bootstrap-server %s", broker.address());
                say("  playbook   %s, %s", playbook.path(), Folder.count(patterns, "pattern"));
                say("  log        %s", System.getProperty("kairos.log", "the console"));
                say("");
                try (DemoRecord record = new DemoRecord(home().resolve(RECORD))) {
                    evening(cluster, settings.kafka(), record, lasts);
                    summary(record.events());
                    tellHowToAskWhy(record, settings.kafka());
                }
            }
        }
    }

    private static LocalCluster start(LocalCluster cluster, JobSettings settings, Bundle files) {
        Topics.create(settings.kafka(), PARTITIONS);
        Bundle bundle = new Bundle(0, System.getProperty("user.name"), "demo", files.files());
        long version = new PlaybookTopic(settings.kafka()).publish(bundle, true);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        environment.setParallelism(SLOTS);
        JobOnKafka.addTo(environment, settings, new Bundle(version, bundle.author(), bundle.note(), bundle.files()));
        cluster.submit(environment);
        cluster.awaitRunning();
        return cluster;
    }

    private <T> T timed(String what, Supplier<T> work) {
        long began = System.nanoTime();
        T result = work.get();
        say("  %-10s up in %.1f s", what, (System.nanoTime() - began) / 1e9);
        return result;
    }

    private void evening(LocalCluster cluster, KafkaSettings settings, DemoRecord record, long lasts) {
        long began = System.currentTimeMillis();
        Evening evening = new Evening(seed, players, began);
        long look = began;
        try (EventTopic target = EventTopic.open(settings);
                RecordTopic<Map<String, Object>> topic = RecordTopic.of(settings, Output.Kind.OFFER, true)) {
            for (long now = began; !interrupted && now - began < lasts; now = System.currentTimeMillis()) {
                for (PlayerEvent event : evening.until(now)) {
                    target.send(event);
                    record.sent(event);
                }
                if (now >= look) {
                    cluster.requireAlive();
                    look = now + 1_000;
                }
                for (Map<String, Object> offer : topic.poll(20)) {
                    shown(offer, evening, now);
                }
            }
        }
    }

    private void shown(Map<String, Object> offer, Evening evening, long now) {
        long version = (Long) offer.get("playbook_version");
        if (version > spoken) {
            if (spoken > 0) {
                say("--- playbook version %d from here on", version);
            }
            spoken = version;
        }
        say("%s", lines.of(offer));
        OfferRecord.Status status =
                OfferRecord.Status.valueOf(offer.get("status").toString());
        offers.computeIfAbsent(offer.get("pattern").toString(), pattern -> new EnumMap<>(OfferRecord.Status.class))
                .merge(status, 1, Integer::sum);
        if (status == OfferRecord.Status.ISSUED) {
            evening.shown(
                    offer.get("player_id").toString(), offer.get("offer_id").toString(), now);
        }
    }

    private void summary(long events) {
        say("");
        StringBuilder head = new StringBuilder("%-26s".formatted(""));
        for (OfferRecord.Status status : OfferRecord.Status.values()) {
            head.append("%11s".formatted(status.name().toLowerCase(Locale.ROOT)));
        }
        say("%s", head);
        offers.forEach((pattern, counts) -> {
            StringBuilder row = new StringBuilder("%-26s".formatted(pattern));
            for (OfferRecord.Status status : OfferRecord.Status.values()) {
                row.append("%11d".formatted(counts.getOrDefault(status, 0)));
            }
            say("%s", row);
        });
        say("%,d events of %d players", events, players);
    }

    private void tellHowToAskWhy(DemoRecord record, KafkaSettings settings) {
        String player = record.finish(settings, new Progress(out, System.nanoTime()));
        if (player != null) {
            say("");
            say("What happened to %s, and why:", player);
            say(
                    "  %s explain --player %s --results %s --playbook %s",
                    near(home().resolve("scripts/kairos")),
                    player,
                    near(home().resolve(RECORD)),
                    near(playbook.path()));
        }
    }

    /** A path as it can be typed here. */
    private static Path near(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path there = path.toAbsolutePath().normalize();
        return there.startsWith(here) ? here.relativize(there) : there;
    }

    private static Path home() {
        return Path.of(System.getProperty("kairos.home", "."));
    }

    private void say(String line, Object... values) {
        out.printf(Locale.ROOT, line + "%n", values);
        out.flush();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
