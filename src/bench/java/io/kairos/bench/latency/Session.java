package io.kairos.bench.latency;

import io.kairos.bench.latency.Cluster.Checkpoint;
import io.kairos.bench.latency.Sender.Sent;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** One deployment of a job with somebody who plays and somebody who reads. */
final class Session implements AutoCloseable {
    /** Play goes on for so long after what is measured, so that its silences complete under the same load. */
    private static final long AFTERPLAY = 3 * Micros.SECOND;

    private static final long PATIENCE = 20 * Micros.SECOND;
    private static final long HEAD_START = Micros.SECOND / 10;

    private final Cluster cluster;
    private final Subject subject;
    private final Cluster.Deployment deployment;
    private final Play play;
    private final Sender sender;
    private final Reader reader;
    private final PrintStream progress;

    Session(Cluster cluster, Subject subject, Path playbook, int players, PrintStream progress) throws Exception {
        this.cluster = cluster;
        this.subject = subject;
        this.deployment = cluster.deploy(subject, playbook);
        this.play = new Play(players);
        this.sender = new Sender(deployment.settings());
        this.reader = new Reader(deployment.settings());
        this.progress = progress;
    }

    /**
     * What came of a stretch of play.
     *
     * @param from the first time that counts, microseconds of the epoch
     * @param to the first that no longer does
     * @param behind how late the sender was at the end, in microseconds
     * @param due how many offers of each moment were due
     * @param checkpoints those completed meanwhile
     * @param use who used the processors
     */
    record Stretch(
            long from,
            long to,
            long behind,
            Map<Moment, Long> due,
            Map<Moment, List<Reader.Offer>> offers,
            List<Checkpoint> checkpoints,
            Processors.Use use) {
        boolean complete() {
            return due.entrySet().stream()
                    .allMatch(each -> offers.get(each.getKey()).size() >= each.getValue());
        }
    }

    /** Everybody plays, so many events a second. */
    Stretch crowd(int perSecond, int warmUpSeconds, int seconds) throws Exception {
        return play(Schedule.steady(perSecond), play::next, warmUpSeconds, seconds, AFTERPLAY);
    }

    /** The same from one moment to another, for what is known at once. */
    Stretch gestures(int perSecond, int seconds) throws Exception {
        return play(Schedule.steady(perSecond), play::next, 0, seconds, 0);
    }

    /** Once a second some players fall silent, and nothing else happens: only heartbeats move time. */
    Stretch hush(int players, int seconds) throws Exception {
        return play(Schedule.bursts(players, HEAD_START), play::silence, 0, seconds, AFTERPLAY);
    }

    private Stretch play(Schedule schedule, LongFunction<Play.Turn> turns, int warmUpSeconds, int seconds, long after)
            throws Exception {
        Processors processors = cluster.processors();
        long begin = Micros.now() + HEAD_START;
        long from = begin + warmUpSeconds * Micros.SECOND;
        long to = from + seconds * Micros.SECOND;
        Ticker ticker = new Ticker(reader, progress);
        Sent sent;
        try {
            sent = sender.send(schedule, begin, to + after - begin, turns);
        } finally {
            ticker.stop();
        }
        Processors.Use use = processors.use();
        Stretch stretch = stretch(from, to, sent, use);
        for (long end = Micros.now() + PATIENCE; !stretch.complete() && Micros.now() < end; ) {
            Thread.sleep(100);
            stretch = stretch(from, to, sent, use);
        }
        deployment.requireRunning();
        return stretch;
    }

    private Stretch stretch(long from, long to, Sent sent, Processors.Use use) throws Exception {
        Map<Moment, Long> due = new LinkedHashMap<>();
        Map<Moment, List<Reader.Offer>> offers = new LinkedHashMap<>();
        for (Moment moment : subject.notices()) {
            due.put(
                    moment,
                    sent.due().stream()
                            .filter(each -> each.moment() == moment && each.at() >= from && each.at() < to)
                            .count());
            offers.put(moment, reader.offers(moment, from, to));
        }
        List<Checkpoint> checkpoints = deployment.checkpoints().stream()
                .filter(checkpoint -> checkpoint.ended() >= from && checkpoint.began() < to)
                .toList();
        return new Stretch(from, to, sent.behind(), due, offers, checkpoints, use);
    }

    @Override
    public void close() {
        sender.close();
        reader.close();
        deployment.close();
    }
}
