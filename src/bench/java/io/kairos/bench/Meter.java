package io.kairos.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads the CPU time of a job's threads while it runs, and how many events its operators have had. */
final class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Predicate<String> threads;
    private final String operator;
    private final Map<Long, Long> lastSeen = new HashMap<>();

    /** One reading. CPU and wall clock in nanoseconds. */
    record Reading(long events, long cpu, long processCpu, long wall) {
        Reading since(Reading before) {
            return new Reading(
                    events - before.events, cpu - before.cpu, processCpu - before.processCpu, wall - before.wall);
        }

        double perCpuSecond() {
            return events * 1e9 / cpu;
        }

        double processMicros() {
            return processCpu / 1e3 / events;
        }

        double microsPerEvent() {
            return cpu / 1e3 / events;
        }
    }

    /**
     * @param threads names of the threads whose time counts
     * @param operator whose events count; of several of this name their mean
     */
    Meter(Predicate<String> threads, String operator) {
        this.threads = threads;
        this.operator = operator;
    }

    /** Up to now; a thread that has ended counts with what it had when last looked at. */
    Reading read() {
        for (Thread thread : live(threads)) {
            long cpu = cpu(thread);
            if (cpu >= 0) {
                lastSeen.put(thread.getId(), cpu);
            }
        }
        long cpu = lastSeen.values().stream().mapToLong(Long::longValue).sum();
        return new Reading(Gauges.recordsIn(operator), cpu, PROCESS.getProcessCpuTime(), System.nanoTime());
    }

    /** Of the thread that asks, nanoseconds. */
    static long ownCpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Of a thread, nanoseconds; less than 0 if it has ended. */
    static long cpu(Thread thread) {
        return THREADS.getThreadCpuTime(thread.getId());
    }

    /** Of the whole JVM, nanoseconds. */
    static long processCpu() {
        return PROCESS.getProcessCpuTime();
    }

    /** The threads of this JVM with such names; not those of the garbage collector and the compiler, which have none. */
    static List<Thread> live(Predicate<String> names) {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 16];
        int count = root.enumerate(all);
        List<Thread> live = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (names.test(all[i].getName())) {
                live.add(all[i]);
            }
        }
        return live;
    }
}
