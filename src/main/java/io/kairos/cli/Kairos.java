package io.kairos.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
        name = "kairos",
        description = "Micro-moments of players, noticed while they happen.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Kairos.Version.class,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:the input is wrong, or something was found that should not be there",
            "2:wrong usage, or it could not run"
        },
        subcommands = {
            ValidateCommand.class,
            PublishCommand.class,
            BacktestCommand.class,
            ReplayCommand.class,
            OffersCommand.class,
            ExplainCommand.class,
            ExportCommand.class,
            SchemaCommand.class,
            HeartbeatsCommand.class,
            TopicsCommand.class,
            SettingsCommand.class,
            RunCommand.class,
            DemoCommand.class,
            ClusterCommand.class
        })
public final class Kairos implements Runnable {
    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where an error comes from, for a bug report.")
    private boolean stacktrace;

    @Spec
    private CommandSpec spec;

    Kairos() {}

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    public static void main(String[] args) {
        int code = run(args);
        boolean insideFlinksClient = args.length > 0 && args[0].equals("run");
        if (code != 0 || !insideFlinksClient) {
            System.exit(code);
        }
    }

    /** Runs one command; the exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        Kairos kairos = new Kairos();
        return new CommandLine(kairos)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, args) -> {
                    CommandLine command = wrong.getCommandLine();
                    PrintWriter err = command.getErr();
                    List<String> unknown = command.getUnmatchedArguments();
                    boolean group = !command.getSubcommands().isEmpty();
                    err.println("kairos: " + (group ? noCommand(wrong, unknown) : wrong.getMessage()));
                    if (wrong instanceof MissingParameterException && !unknown.isEmpty()) {
                        new UnmatchedArgumentException(command, unknown)
                                .getMessage()
                                .lines()
                                .forEach(err::println);
                    }
                    UnmatchedArgumentException.printSuggestions(wrong, err);
                    if (group) {
                        err.println("Commands: "
                                + String.join(", ", command.getSubcommands().keySet()));
                    }
                    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((thrown, command, parsed) -> {
                    PrintWriter err = command.getErr();
                    boolean expected = thrown instanceof Stop;
                    err.println("kairos: " + (expected ? thrown.getMessage() : thrown.toString()));
                    if (kairos.stacktrace) {
                        thrown.printStackTrace(err);
                    } else if (!expected) {
                        err.println("This was not expected; --stacktrace shows where it comes from.");
                    }
                    err.flush();
                    return thrown instanceof Stop stop ? stop.exitCode() : CommandLine.ExitCode.USAGE;
                });
    }

    private static String noCommand(ParameterException wrong, List<String> unknown) {
        boolean anOption = wrong instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption();
        return unknown.isEmpty() || anOption
                ? wrong.getMessage()
                : "there is no command `%s`".formatted(unknown.get(0));
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Kairos.class.getPackage().getImplementationVersion();
            return new String[] {"kairos " + (version == null ? "(not packaged)" : version)};
        }
    }
}
