package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.OfferRecord;
import io.kairos.playbook.Bundle;
import java.io.PrintWriter;
import java.time.Duration;
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
    private static final long HEARTBEAT_EVERY = 100;

    private final Folder playbook;
    private final int players;
    private final long seed;
    private final PrintWriter out;
    private final OfferLine lines = OfferLine.ofTerminal();
    private final Map<String, Map<OfferRecord.Status, Integer>> offers = new TreeMap<>();
    private long events;
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
        } finally {
            cleared.countDown();
            if (!interrupted) {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            }
        }
    }

    private void setUpAndPlay(long lasts) {
        Bundle bundle = playbook.bundle(1, System.getProperty("user.name", ""), "demo");
        int patterns = playbook.playbook(bundle, out).patterns().size();
        say("Kairos demo: a simulated evening of %d players", players);
        try (LocalBroker broker = timed("a broker", LocalBroker::start)) {
            createTopics(broker);
            try (LocalCluster cluster = timed("a Flink cluster", () -> LocalCluster.start(new Configuration(), 2))) {
                timed("the job", () -> start(cluster, broker, bundle));
                say("");
                say("  Flink UI      %s", cluster.address());
                say("  Kafka         %s, topics %s", broker.address(), String.join(", ", topics()));
                say("  playbook      %s, %s", playbook.path(), Folder.count(patterns, "pattern"));
                say("  log           %s", System.getProperty("kairos.log", "-"));
                say("");
                evening(cluster, broker, lasts);
                summary();
            }
        }
    }

    private <T> T timed(String what, Supplier<T> work) {
        long began = System.nanoTime();
        T result = work.get();
        say("  %-16s up in %.1f s", what, (System.nanoTime() - began) / 1e9);
        return result;
    }

    private void evening(LocalCluster cluster, LocalBroker broker, long lasts) {
        long began = System.currentTimeMillis();
        Evening evening = new Evening(seed, players, began);
        long heartbeat = began;
        long look = began;
        try (EventTopic target = EventTopic.open(connection(broker), EVENTS);
                OfferTopic offers = OfferTopic.open(connection(broker), OFFERS, true)) {
            for (long now = began; !interrupted && now - began < lasts; now = System.currentTimeMillis()) {
                for (PlayerEvent event : evening.until(now)) {
                    target.send(event);
                    events++;
                }
                if (now >= heartbeat) {
                    target.heartbeat(now);
                    heartbeat = now + HEARTBEAT_EVERY;
                }
                if (now >= look) {
                    cluster.requireRunning();
                    look = now + 1_000;
                }
                for (Map<String, Object> offer : offers.poll(20)) {
                    shown(offer, evening, now);
                }
            }
        }
    }

    private void shown(Map<String, Object> offer, Evening evening, long now) {
        say("%s", lines.of(offer));
        OfferRecord.Status status = OfferRecord.Status.valueOf(offer.get("status").toString());
        offers.computeIfAbsent(offer.get("pattern").toString(), pattern -> new EnumMap<>(OfferRecord.Status.class))
                .merge(status, 1, Integer::sum);
        if (status == OfferRecord.Status.ISSUED) {
            evening.shown(
                    offer.get("player_id").toString(), offer.get("offer_id").toString(), now);
        }
    }

    private void summary() {
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
