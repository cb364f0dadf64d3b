package io.kairos.cli;

import io.kairos.playbook.Playbook;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a playbook as the job would, and says all that is wrong with it. */
@Command(
        name = "validate",
        description = "Read a playbook as the job would and list all that is wrong with it, by file, line and column.")
final class ValidateCommand implements Runnable {
    @Parameters(paramLabel = "DIR", description = "The playbook's folder.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Folder read = new Folder(folder);
        Playbook playbook = read.playbook(read.bundle(), spec.commandLine().getErr());
        out.printf("%s is a valid playbook (%s)%n", folder, playbook.hash());
        out.printf(
                "  %s, %s, %s, %s, %s%n",
                Folder.count(playbook.vocabulary().types().size(), "event type"),
                Folder.count(playbook.features().size(), "feature"),
                Folder.count(playbook.tags().size(), "tag"),
                Folder.count(playbook.offers().size(), "offer"),
                Folder.count(playbook.patterns().size(), "pattern"));
        if (!playbook.refused().isEmpty()) {
            out.println("not supported yet, does not run:");
            playbook.refused()
                    .forEach(refused -> out.printf("  %s:%d: %s%n", refused.file(), refused.line(), refused.what()));
        }
        out.flush();
    }
}
