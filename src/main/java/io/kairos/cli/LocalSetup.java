package io.kairos.cli;

import io.kairos.cli.LocalProcess.Program;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * A broker, a JobManager and TaskManagers on this machine, each a process of its own, and how each is started. The class
 * path of Flink is what a Flink cluster has in {@code lib/} and nothing else.
 *
 * @param folder everything they keep
 * @param home where Kairos was built
 */
record LocalSetup(Path folder, Path home, Ports ports) {
    private static final String TASK_MANAGER = "taskmanager-";

    /** Where they listen. The inner two are taken as they come and kept. */
    record Ports(int kafka, int ui, int controller, int rpc) {
        private static final String FILE = "ports.properties";

        static boolean areIn(Path folder) {
            return Files.exists(folder.resolve(FILE));
        }

        static Ports read(Path folder) {
            Properties ports = new Properties();
            try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
                ports.load(reader);
                return new Ports(
                        port(ports, "kafka"), port(ports, "ui"), port(ports, "controller"), port(ports, "rpc"));
            } catch (IOException | NumberFormatException e) {
                throw Stop.couldNotRun(e, "cannot read the ports in %s: %s", folder.resolve(FILE), e);
            }
        }

        private static int port(Properties ports, String name) {
            return Integer.parseInt(ports.getProperty(name, ""));
        }

        static Ports of(int kafka, int ui) throws IOException {
            try (ServerSocket controller = free();
                    ServerSocket rpc = free()) {
                return new Ports(kafka, ui, controller.getLocalPort(), rpc.getLocalPort());
            }
        }

        private static ServerSocket free() throws IOException {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        }

        void write(Path folder) throws IOException {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(FILE),
                    "kafka=%d%nui=%d%ncontroller=%d%nrpc=%d%n".formatted(kafka, ui, controller, rpc));
        }
    }

    /** @param folder as the user named it */
    static LocalSetup of(Path folder, Ports ports) {
        return new LocalSetup(
                folder.toAbsolutePath().normalize(),
                Path.of(System.getProperty("kairos.home", "")).toAbsolutePath(),
                ports);
    }

    String kafkaAddress() {
        return "localhost:" + ports.kafka();
    }

    String uiAddress() {
        return "http://localhost:" + ports.ui();
    }

    LocalProcess broker() {
        return new LocalProcess(folder, "kafka");
    }

    LocalProcess jobManager() {
        return new LocalProcess(folder, "jobmanager");
    }

    LocalProcess taskManager(int number) {
        return new LocalProcess(folder, TASK_MANAGER + number);
    }

    /** Those that were started and not stopped since, in the order in which they stop. */
    List<LocalProcess> wanted() {
        List<LocalProcess> all = new ArrayList<>();
        if (Files.isDirectory(folder.resolve("run"))) {
            try (Stream<Path> files = Files.list(folder.resolve("run"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(TASK_MANAGER) && name.endsWith(".pid"))
                        .sorted(Comparator.reverseOrder())
                        .forEach(name -> all.add(new LocalProcess(folder, name.substring(0, name.length() - 4))));
            } catch (IOException e) {
                throw Stop.couldNotRun(e, "cannot read %s: %s", folder, e);
            }
        }
        Stream.of(jobManager(), broker()).filter(LocalProcess::wanted).forEach(all::add);
        return all;
    }

    /** Starts the broker on what it kept, or with nothing. */
    void startBroker() {
        Path log = folder.resolve("kafka");
        Path file = folder.resolve("server.properties");
        Properties properties = LocalBroker.properties(log, ports.kafka(), ports.controller());
        try {
            if (Files.exists(log.resolve("meta.properties"))) {
                LocalBroker.write(properties, file);
            } else {
                Files.createDirectories(log);
                LocalBroker.format(file, properties);
            }
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot prepare the broker's folder %s: %s", log, e.getMessage());
        }
        broker().start(new Program(
                jvm(List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC")),
                classPath("job.classpath") + File.pathSeparator + classPath("cli.classpath"),
                "kafka.Kafka",
                List.of(file.toString())));
    }

    void startJobManager() {
        LocalProcess process = jobManager();
        Configuration configuration = configuration(process);
        JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
        process.start(new Program(
                flinkJvm(
                        configuration,
                        CoreOptions.FLINK_JM_JVM_OPTIONS,
                        JobManagerProcessUtils.generateJvmParametersStr(memory, configuration)),
                classPath("flink.classpath"),
                StandaloneSessionClusterEntrypoint.class.getName(),
                flinkArguments(process, JobManagerProcessUtils.generateDynamicConfigsStr(memory))));
    }

    void startTaskManager(int number) {
        LocalProcess process = taskManager(number);
        Configuration configuration = configuration(process);
        TaskExecutorProcessSpec memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        process.start(new Program(
                flinkJvm(
                        configuration,
                        CoreOptions.FLINK_TM_JVM_OPTIONS,
                        ProcessMemoryUtils.generateJvmParametersStr(memory)),
                classPath("flink.classpath"),
                TaskManagerRunner.class.getName(),
                flinkArguments(process, TaskExecutorProcessUtils.generateDynamicConfigsStr(memory))));
    }

    /** Flink's own command line, submitting the job to this cluster. */
    ProcessBuilder client(Optional<String> savepoint, List<String> jobArguments) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--detached",
                "--target",
                "remote",
                "-D" + RestOptions.ADDRESS.key() + "=localhost",
                "-D" + RestOptions.PORT.key() + "=" + ports.ui()));
        savepoint.ifPresent(path -> arguments.addAll(List.of("--fromSavepoint", path)));
        arguments.add(jar().toString());
        arguments.addAll(jobArguments);

        LocalProcess process = new LocalProcess(folder, "client");
        Configuration configuration = configuration(process);
        Files.createDirectories(process.temporary());
        ProcessBuilder client = new ProcessBuilder(process.command(new Program(
                flinkJvm(configuration, CoreOptions.FLINK_CLI_JVM_OPTIONS, "-Xmx512m -XX:+UseSerialGC"),
                classPath("flink.classpath"),
                CliFrontend.class.getName(),
                arguments)));
        client.environment().put("FLINK_CONF_DIR", conf().toString());
        return client;
    }

    private Path jar() {
        return home.resolve("target").resolve("kairos-job.jar");
    }

    Path defaultPlaybook() {
        return conf().resolve("playbook");
    }

    /** The clients' connection to the broker. */
    Path kafkaProperties() {
        return folder.resolve("kafka.properties");
    }

    Path savepoints() {
        return folder.resolve("savepoints");
    }

    private Path conf() {
        return home.resolve("flink-conf");
    }

    private Configuration configuration(LocalProcess process) {
        return GlobalConfiguration.loadConfiguration(conf().toString(), Configuration.fromMap(ofThisMachine(process)));
    }

    /** What flink-conf/config.yaml leaves open: addresses and folders. */
    private Map<String, String> ofThisMachine(LocalProcess process) {
        Map<String, String> settings = new TreeMap<>();
        for (ConfigOption<String> address : List.of(
                JobManagerOptions.ADDRESS,
                JobManagerOptions.BIND_HOST,
                RestOptions.ADDRESS,
                RestOptions.BIND_ADDRESS,
                TaskManagerOptions.HOST,
                TaskManagerOptions.BIND_HOST)) {
            settings.put(address.key(), "localhost");
        }
        settings.put(JobManagerOptions.PORT.key(), Integer.toString(ports.rpc()));
        settings.put(RestOptions.PORT.key(), Integer.toString(ports.ui()));
        settings.put(RestOptions.BIND_PORT.key(), Integer.toString(ports.ui()));
        settings.put(
                BlobServerOptions.STORAGE_DIRECTORY.key(), process.temporary().toString());
        settings.put(WebOptions.TMP_DIR.key(), process.temporary().toString());
        settings.put(CoreOptions.TMP_DIRS.key(), process.temporary().toString());
        settings.put(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
                folder.resolve("checkpoints").toUri().toString());
        settings.put(
                CheckpointingOptions.SAVEPOINT_DIRECTORY.key(),
                savepoints().toUri().toString());
        return settings;
    }

    private List<String> flinkArguments(LocalProcess process, String memory) {
        List<String> arguments = new ArrayList<>(List.of("--configDir", conf().toString()));
        ofThisMachine(process).forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        arguments.addAll(words(memory));
        return arguments;
    }

    private List<String> flinkJvm(Configuration configuration, ConfigOption<String> options, String memory) {
        List<String> jvm = new ArrayList<>(words(memory));
        jvm.addAll(words(configuration.get(CoreOptions.FLINK_JVM_OPTIONS)));
        jvm.addAll(words(configuration.get(options)));
        return jvm(jvm);
    }

    private List<String> jvm(List<String> options) {
        List<String> jvm = new ArrayList<>(options);
        jvm.add("-Dlog4j2.configurationFile=" + conf().resolve("log4j.properties"));
        return jvm;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    private String classPath(String name) {
        Path file = home.resolve("target").resolve(name);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot read %s, which the build writes; run mvn package", file);
        }
    }
}
