package io.kairos.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kairos.cli.LocalSetup.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts what does not run yet. */
@Command(
        name = "up",
        description = "Start what does not run yet, and wait until each of them answers. What died is started again.")
final class ClusterUpCommand implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private ClusterFolder folder;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Where the broker listens (default: where it did last time, else 9092).")
    private Integer kafkaPort;

    @Option(
            names = "--ui-port",
            paramLabel = "PORT",
            description =
                    "Where Flink's web UI and REST interface listen (default: where they did last time, else 8081).")
    private Integer uiPort;

    @Option(
            names = "--task-managers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many TaskManagers; each has the slots of flink-conf/config.yaml (default: ${DEFAULT-VALUE}).")
    private int taskManagers;

    @Spec
    private CommandSpec spec;

    private final List<LocalProcess> started = new ArrayList<>();

    @Override
    public void run() {
        if (taskManagers < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--task-managers must be at least 1, but is " + taskManagers);
        }
        PrintWriter out = spec.commandLine().getOut();
        long began = System.nanoTime();
        LocalSetup setup = setup();
        boolean up = false;
        try {
            start(setup);
            await(setup);
            up = true;
        } finally {
            if (!up) {
                started.forEach(LocalProcess::stop);
            }
        }
        out.printf(
                Locale.ROOT,
                "%s, after %.1f s%n",
                started.isEmpty()
                        ? "everything runs already"
                        : "started "
                                + String.join(
                                        ", ",
                                        started.stream().map(LocalProcess::name).toList()),
                (System.nanoTime() - began) / 1e9);
        out.printf("  Kafka      %s%n", setup.kafkaAddress());
        out.printf("  Flink UI   %s%n", setup.uiAddress());
        out.printf("  folder     %s%n", setup.folder());
        out.printf("scripts/cluster submit puts the job on it%n");
        out.flush();
    }

    private LocalSetup setup() {
        Path path = folder.path();
        try {
            Optional<Ports> before = Ports.areIn(path) ? Optional.of(Ports.read(path)) : Optional.empty();
            int kafka = kafkaPort != null ? kafkaPort : before.map(Ports::kafka).orElse(9092);
            int ui = uiPort != null ? uiPort : before.map(Ports::ui).orElse(8081);
            Ports ports = before.filter(known -> known.kafka() == kafka && known.ui() == ui)
                    .orElse(null);
            if (ports == null) {
                before.ifPresent(known -> requireNothingRuns(LocalSetup.of(path, known)));
                ports = Ports.of(kafka, ui);
                Files.createDirectories(path);
                ports.write(path);
            }
            LocalSetup setup = LocalSetup.of(path, ports);
            Files.writeString(setup.kafkaProperties(), "bootstrap.servers=" + setup.kafkaAddress() + "\n");
            return setup;
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot prepare the folder %s: %s", path, e);
        }
    }

    private static void requireNothingRuns(LocalSetup setup) {
        for (LocalProcess process : setup.wanted()) {
            if (process.running().isPresent()) {
                throw Stop.couldNotRun(
                        null,
                        "the cluster in %s runs with Kafka on port %d and the UI on port %d; scripts/cluster down stops it",
                        setup.folder(),
                        setup.ports().kafka(),
                        setup.ports().ui());
            }
        }
    }

    private void start(LocalSetup setup) {
        if (setup.broker().running().isEmpty()) {
            requireFree(setup.ports().kafka(), "--kafka-port");
            started.add(setup.broker());
            setup.startBroker();
        }
        if (setup.jobManager().running().isEmpty()) {
            requireFree(setup.ports().ui(), "--ui-port");
            started.add(setup.jobManager());
            setup.startJobManager();
        }
        for (int i = 1; i <= taskManagers; i++) {
            LocalProcess process = setup.taskManager(i);
            if (process.running().isEmpty()) {
                started.add(process);
                setup.startTaskManager(i);
            }
        }
    }

    private static void requireFree(int port, String option) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        } catch (IOException free) {
            return;
        }
        throw Stop.couldNotRun(null, "something else listens on port %d; choose another with %s", port, option);
    }

    private void await(LocalSetup setup) {
        await(setup.broker(), () -> brokerAnswers(setup));
        FlinkRest flink = new FlinkRest(setup.uiAddress());
        await(setup.jobManager(), () -> flink.overview().isPresent());
        for (int i = 1; i <= taskManagers; i++) {
            int number = i;
            await(
                    setup.taskManager(i),
                    () -> flink.overview()
                            .map(seen -> seen.path("taskmanagers"))
                            .map(JsonNode::asInt)
                            .filter(seen -> seen >= number)
                            .isPresent());
        }
    }

    private static void await(LocalProcess process, BooleanSupplier answers) {
        boolean answered = Wait.until(PATIENCE, () -> {
            if (process.running().isEmpty()) {
                throw Stop.couldNotRun(
                        null, "%s has ended by itself; what it said last:%s", process.name(), process.lastWords());
            }
            return answers.getAsBoolean();
        });
        if (!answered) {
            throw Stop.couldNotRun(
                    null,
                    "%s does not answer after %d s; what it said last:%s",
                    process.name(),
                    PATIENCE.toSeconds(),
                    process.lastWords());
        }
    }

    private static boolean brokerAnswers(LocalSetup setup) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), setup.ports().kafka()),
                    1_000);
        } catch (IOException notYet) {
            return false;
        }
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, setup.kafkaAddress()))) {
            return !admin.describeCluster(new DescribeClusterOptions().timeoutMs(2_000))
                    .nodes()
                    .get()
                    .isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Stop.couldNotRun(e, "interrupted");
        }
    }
}
