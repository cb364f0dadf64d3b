package io.kairos.flink;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one player after another who has an open offer when a playbook comes that stops some. It does so for a short
 * while and then lets the events through, again and again, so that nobody waits for it.
 */
final class KillWalk {
    private static final Logger LOG = LoggerFactory.getLogger(KillWalk.class);

    /** How long an event waits for it, but for the players that are looked at in any case. */
    private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(4);

    /** So many are looked at in a slice, however slow the machine is: else it would never come to an end. */
    private static final int LEAST = 32;

    /** Withdraws what a player has open and the playbook in force stops. */
    interface Look {
        void at(String player) throws Exception;
    }

    private final ProcessingTimeService time;
    private final Look look;
    private Deque<String> left = new ArrayDeque<>();
    private boolean goesOn;
    private long begun;

    KillWalk(ProcessingTimeService time, Look look) {
        this.time = time;
        this.look = look;
    }

    /** Forgets the walk before; nobody is left to look at if {@code players} is empty. */
    void begin(List<String> players) {
        left = new ArrayDeque<>(players);
        begun = time.getCurrentProcessingTime();
        if (!left.isEmpty()) {
            LOG.info("the kill switch: {} players have an open offer", left.size());
            goOn();
        }
    }

    /** Flink's clock waits a millisecond at least, and meanwhile the task has its events. */
    private void goOn() {
        if (!goesOn) {
            goesOn = true;
            time.registerTimer(time.getCurrentProcessingTime(), this::slice);
        }
    }

    private void slice(long now) throws Exception {
        goesOn = false;
        long end = System.nanoTime() + SLICE;
        for (int looked = 0; !left.isEmpty() && (looked < LEAST || System.nanoTime() < end); looked++) {
            look.at(left.remove());
        }
        if (!left.isEmpty()) {
            goOn();
        } else {
            LOG.info("the kill switch has been obeyed after {} ms", time.getCurrentProcessingTime() - begun);
        }
    }

    int left() {
        return left.size();
    }
}
