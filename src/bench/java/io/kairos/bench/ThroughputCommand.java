package io.kairos.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Events per CPU-second of one worker, at more and more patterns. */
@Command(
        name = "throughput",
        description = "Events per CPU-second of one worker, beside peers and floors.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class ThroughputCommand implements Callable<Integer> {
    @Option(names = "--patterns", split = ",", description = "How many patterns (default: ${DEFAULT-VALUE}).")
    private List<Integer> patterns = List.of(1, 10, 100, 1000);

    @Override
    public Integer call() {
        patterns.forEach(System.out::println);
        return 0;
    }
}
