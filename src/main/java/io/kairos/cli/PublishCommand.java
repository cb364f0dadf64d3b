package io.kairos.cli;

import io.kairos.kafka.KafkaSettings;
import io.kairos.kafka.PlaybookTopic;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Playbook;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives the running job a playbook. */
@Command(
        name = "publish",
        description = {
            "Validate a playbook and write it to the playbook topic as its next version; the running job applies it.",
            "",
            "To roll back, publish the old folder again: it gets a new version."
        })
final class PublishCommand implements Runnable {
    @Parameters(paramLabel = "DIR", description = "The playbook's folder.")
    private Path folder;

    @Mixin
    private Connection connection;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "playbook",
            description = "The playbook topic; made if it is not there (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who publishes (default: ${DEFAULT-VALUE}).")
    private String author;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What changes and why, one sentence.")
    private String note;

    @Option(names = "--force", description = "Publish although the last version has the same content.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Folder read = new Folder(folder);
        Bundle files = read.bundle();
        Playbook playbook = read.playbook(files, spec.commandLine().getErr());
        KafkaSettings settings = connection.settings(Map.of("topics.playbook", topic));
        long version;
        try {
            version = new PlaybookTopic(settings).publish(new Bundle(0, author, note, files.files()), force);
        } catch (IllegalArgumentException e) {
            throw Stop.wrongInput("%s; --force publishes it all the same", e.getMessage());
        } catch (IllegalStateException e) {
            throw Stop.couldNotRun(e, "%s", e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "published version %d of the playbook (%s, hash %s)%n",
                version, Folder.count(playbook.patterns().size(), "pattern"), files.hash());
        out.flush();
    }
}
