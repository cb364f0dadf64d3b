package io.kairos.bench;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a thread spends its CPU time, by looking at its stack again and again: what it has used since the last look counts
 * for what it is doing now, so that a look at one who waits counts for nothing.
 */
final class Shares {
    /** What a stack is doing; the frame nearest its top that is known decides. */
    enum Doing {
        STATE,
        CODEC,
        CONDITIONS,
        MATCHING,
        FEATURES,
        STEP,
        WIRE,
        FLINK
    }

    private static final int TOP = 25;

    private final Map<Doing, Long> seen = new EnumMap<>(Doing.class);
    private final Map<String, Long> frames = new HashMap<>();
    private long used;
    private long before = -1;

    void look(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        long now = Meter.cpu(thread);
        long since = before < 0 ? 0 : now - before;
        before = now;
        if (stack.length > 0 && since > 0) {
            Doing doing = doing(stack);
            used += since;
            seen.merge(doing, since, Long::sum);
            frames.merge(doing + "  " + frame(stack[0]) + " < " + ours(stack), since, Long::sum);
        }
    }

    private static Doing doing(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            Doing known = known(frame.getClassName(), frame.getMethodName());
            if (known != null) {
                return known;
            }
        }
        return Doing.FLINK;
    }

    private static Doing known(String type, String method) {
        if (type.startsWith("org.rocksdb.")
                || type.startsWith("org.apache.flink.state.rocksdb.")
                || type.startsWith("org.apache.flink.runtime.state.")) {
            return Doing.STATE;
        }
        if (type.startsWith("io.kairos.flink.InFlight") || type.startsWith("io.kairos.kafka.")) {
            return Doing.WIRE;
        }
        if (type.startsWith("io.kairos.playbook.") || type.startsWith("dev.cel.")) {
            return Doing.CONDITIONS;
        }
        if (isCodec(type, method)) {
            return Doing.CODEC;
        }
        if (type.startsWith("io.kairos.pattern.") || type.startsWith("org.apache.flink.cep.")) {
            return Doing.MATCHING;
        }
        if (type.startsWith("io.kairos.player.Feature")) {
            return Doing.FEATURES;
        }
        return type.startsWith("io.kairos.player.")
                        || type.startsWith("io.kairos.offer.")
                        || type.startsWith("io.kairos.flink.")
                ? Doing.STEP
                : null;
    }

    /** Texts and numbers are written by the row and by the wire alike: who asked for it stands further down. */
    private static boolean isCodec(String type, String method) {
        boolean ofRow = type.startsWith("io.kairos.pattern.")
                || type.startsWith("io.kairos.player.")
                || type.startsWith("io.kairos.offer.")
                || type.startsWith("io.kairos.flink.StoredRow");
        return ofRow && method.matches("encode.*|decode.*|read.*|write.*|skip.*|bytes");
    }

    private static String frame(StackTraceElement frame) {
        return frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName();
    }

    /** The first frames of ours. */
    private static String ours(StackTraceElement[] stack) {
        StringBuilder ours = new StringBuilder();
        int shown = 0;
        for (int i = 1; i < stack.length && shown < 3; i++) {
            if (stack[i].getClassName().startsWith("io.kairos.")) {
                ours.append(shown++ == 0 ? "" : " < ").append(frame(stack[i]));
            }
        }
        return ours.toString();
    }

    /** From 0 to 1. */
    double share(Doing doing) {
        return used == 0 ? 0 : (double) seen.getOrDefault(doing, 0L) / used;
    }

    /** The most frequent tops of the stack with the frames of ours under them, one a line. */
    String top() {
        StringBuilder top = new StringBuilder();
        frames.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(TOP)
                .forEach(frame ->
                        top.append("    %5.1f %%  %s%n".formatted(100.0 * frame.getValue() / used, frame.getKey())));
        return top.toString();
    }
}
