package io.kairos.cli;

import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.PlaybookTopic;
import io.kairos.kafka.Topics;
import io.kairos.playbook.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts the packaged job on the cluster. */
@Command(
        name = "submit",
        description =
                "Submit target/kairos-job.jar, as `flink run` would, and wait until the job runs. Topics that are "
                        + "missing are made; an empty playbook topic gets the playbook.")
final class ClusterSubmitCommand implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private ClusterFolder folder;

    @Mixin
    private SettingsOption settings;

    @Option(
            names = {"-s", "--savepoint"},
            paramLabel = "PATH",
            description = "A savepoint or retained checkpoint to go on from.")
    private String savepoint;

    @Option(
            names = "--playbook",
            paramLabel = "DIR",
            description = "The first playbook's folder (default: flink-conf/playbook).")
    private Path playbook;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of the topics that are missing (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;

    @Override
    public void run() {
        out = spec.commandLine().getOut();
        LocalSetup setup = folder.setup();
        FlinkRest flink = new FlinkRest(setup.uiAddress());
        if (savepoint != null) {
            SavepointFolder.require(savepoint);
        }
        Folder files = new Folder(playbook == null ? setup.defaultPlaybook() : playbook.toAbsolutePath());
        try {
            requireNoJob(flink, setup);
            Bundle bundle = files.bundle();
            files.playbook(bundle, spec.commandLine().getErr());
            settings.putIfAbsent("kafka.properties", setup.kafkaProperties().toString());
            prepare(settings.read().kafka(), bundle);
            long began = System.nanoTime();
            submit(setup, files.path());
            FlinkRest.Job job = flink.job()
                    .orElseThrow(
                            () -> Stop.couldNotRun(null, "the job has ended already; %s shows why", setup.uiAddress()));
            awaitRunning(flink, job.id());
            out.printf(
                    Locale.ROOT,
                    "job %s runs, after %.1f s: %s/#/job/running/%s%n",
                    job.id(),
                    (System.nanoTime() - began) / 1e9,
                    setup.uiAddress(),
                    job.id());
            out.flush();
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot submit the job: %s", e);
        }
    }

    private static void requireNoJob(FlinkRest flink, LocalSetup setup) throws IOException {
        if (flink.overview().isEmpty()) {
            throw Stop.couldNotRun(
                    null, "Flink does not answer at %s; scripts/cluster up starts it", setup.uiAddress());
        }
        flink.job().ifPresent(job -> {
            throw Stop.couldNotRun(
                    null,
                    "job %s is %s, and a second one would offer everything twice; scripts/cluster savepoint --stop ends it",
                    job.id(),
                    job.state());
        });
    }

    private void prepare(KafkaSettings kafka, Bundle bundle) {
        try {
            List<String> made = Topics.create(kafka, partitions);
            if (!made.isEmpty()) {
                out.println("made the topics " + String.join(", ", made));
            }
            PlaybookTopic topic = new PlaybookTopic(kafka);
            if (topic.readLast().isEmpty()) {
                long version = topic.publish(
                        new Bundle(0, System.getProperty("user.name"), "submitted with the job", bundle.files()),
                        false);
                out.printf("published the playbook as version %d%n", version);
            }
            out.flush();
        } catch (IllegalStateException e) {
            throw Stop.couldNotRun(e, "%s; scripts/cluster status says what runs", e.getMessage());
        }
    }

    private void submit(LocalSetup setup, Path files) throws IOException {
        List<String> job = new ArrayList<>(List.of("run", "--playbook", files.toString()));
        job.addAll(settings.arguments());
        Process client = setup.client(Optional.ofNullable(savepoint), job)
                .redirectErrorStream(true)
                .start();
        try (InputStream said = client.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            int code = client.waitFor();
            if (code != 0) {
                throw Stop.couldNotRun(null, "Flink's client ended with %d and said:%n%s", code, text.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Stop.couldNotRun(e, "interrupted");
        } finally {
            client.destroy();
        }
    }

    private static void awaitRunning(FlinkRest flink, String job) throws IOException {
        String state = "";
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            state = flink.state(job);
            if (state.equals("RUNNING")) {
                return;
            }
            Optional<FlinkRest.Failure> failure = flink.failure(job);
            if (failure.isPresent()) {
                throw Stop.couldNotRun(
                        null, "the job is %s: %s", state, failure.get().line());
            }
            Wait.pause();
        }
        throw Stop.couldNotRun(
                null,
                "the job is %s after %d s; scripts/cluster status says how many slots are free for it",
                state,
                PATIENCE.toSeconds());
    }
}
