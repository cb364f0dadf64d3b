package io.kairos.cli;

import io.kairos.playbook.Bundle;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The job's main. */
@Command(
        name = "run",
        description = {
            "Run the job: on the cluster when called by Flink (flink run kairos-job.jar run ...), else in this JVM.",
            "",
            "The job begins with the given playbook and follows the playbook topic; what is published there goes before "
                    + "it. `kairos settings` lists the settings."
        })
final class RunCommand implements Runnable {
    @Mixin
    private SettingsOption settings;

    @Option(names = "--playbook", required = true, paramLabel = "DIR", description = "The first playbook's folder.")
    private Path playbook;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        JobSettings read = settings.read();
        Folder folder = new Folder(playbook);
        Bundle bundle = folder.bundle();
        folder.playbook(bundle, spec.commandLine().getErr());
        out.printf("Kairos with the playbook %s (hash %s) and the settings%n", playbook, bundle.hash());
        read.print(out);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        JobOnKafka.addTo(environment, read, bundle);
        execute(environment);
    }

    private static void execute(StreamExecutionEnvironment environment) {
        try {
            environment.execute("kairos");
        } catch (Exception e) {
            throw Stop.couldNotRun(e, "the job has failed: %s", EventTopic.cause(e));
        }
    }
}
