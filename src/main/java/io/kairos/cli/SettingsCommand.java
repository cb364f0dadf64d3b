package io.kairos.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what can be set. */
@Command(
        name = "settings",
        description = "Check the job's settings and print each as it is in effect; secrets are not shown.")
final class SettingsCommand implements Runnable {
    @Mixin
    private SettingsOption settings;

    @Option(names = "--about", description = "Print every setting with its default and what it does.")
    private boolean about;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (about) {
            JobSettings.KEYS.forEach(
                    key -> out.printf("%s = %s%n    %s%n", key.name(), key.defaultValue(), key.description()));
            out.flush();
        } else {
            settings.read().print(out);
        }
    }
}
