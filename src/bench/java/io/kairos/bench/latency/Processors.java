package io.kairos.bench.latency;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who uses the processors of this machine from the time it is made. */
final class Processors {
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final String PID = ".pid";

    private final Path processes;
    private final Map<String, Duration> before;
    private final long began = System.nanoTime();

    /** @param processes the folder with the cluster's process ids, {@code NAME.pid} */
    Processors(Path processes) throws IOException {
        this.processes = processes;
        this.before = used();
        MACHINE.getCpuLoad(); // what it says next is since now
    }

    /** How many processors each process has used so far; {@code others} are those that are none of the bench's. */
    record Use(Map<String, Double> cores, double others) {
        @Override
        public String toString() {
            return cores.entrySet().stream()
                    .map(each -> String.format(Locale.ROOT, "%s %.2f", each.getKey(), each.getValue()))
                    .collect(Collectors.joining(
                            ", ", "cores used: ", String.format(Locale.ROOT, "; by others %.2f", others)));
        }
    }

    Use use() throws IOException {
        double nanos = System.nanoTime() - began;
        double all = MACHINE.getCpuLoad() * Runtime.getRuntime().availableProcessors();
        Map<String, Double> cores = new LinkedHashMap<>();
        used().forEach((name, time) -> cores.put(
                name, time.minus(before.getOrDefault(name, Duration.ZERO)).toNanos() / nanos));
        double ours = cores.values().stream().mapToDouble(Double::doubleValue).sum();
        return new Use(cores, Math.max(0, all - ours));
    }

    private Map<String, Duration> used() throws IOException {
        Map<String, Duration> times = new LinkedHashMap<>();
        times.put("sender and reader", used(ProcessHandle.current()));
        try (Stream<Path> files = Files.list(processes)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(PID)) {
                    ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                            .ifPresent(process ->
                                    times.put(name.substring(0, name.length() - PID.length()), used(process)));
                }
            }
        }
        return times;
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
