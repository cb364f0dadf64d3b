package io.kairos.bench;

import io.kairos.bench.latency.LatencyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the job costs, measured: {@code scripts/bench}. */
@Command(
        name = "bench",
        description =
                "What the job costs: throughput beside its peers and its floors (the default), latency, the kill switch, or a million players' memory.",
        subcommands = {ThroughputCommand.class, LatencyCommand.class, MemoryCommand.class, KillCommand.class},
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
public final class Bench {
    private static final String DEFAULT = "throughput";

    private Bench() {}

    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Bench()).setExecutionExceptionHandler((thrown, command, parsed) -> {
            command.getErr().println("bench: " + thrown.getMessage());
            thrown.printStackTrace(command.getErr());
            return CommandLine.ExitCode.USAGE;
        });
        System.exit(commands.execute(withDefault(commands, arguments)));
    }

    /** Options without a command are the default command's. */
    private static String[] withDefault(CommandLine commands, String[] arguments) {
        boolean named = arguments.length > 0
                && (commands.getSubcommands().containsKey(arguments[0])
                        || commands.getCommandSpec().findOption(arguments[0]) != null
                        || !arguments[0].startsWith("-"));
        if (named) {
            return arguments;
        }
        String[] all = new String[arguments.length + 1];
        all[0] = DEFAULT;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }
}
