package io.kairos.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * A JVM of its own that outlives this one. Its folder holds what finds it again: {@code run/NAME.pid} and the arguments it
 * was started with, {@code run/NAME.args}; besides them its logs and its temporary files.
 */
record LocalProcess(Path folder, String name) {
    private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(15);
    private static final Duration TO_BE_UNLISTED = Duration.ofSeconds(3);
    private static final int LAST_LINES = 10;
    private static final int LINE_LENGTH = 300;

    /** What a JVM is started with. */
    record Program(List<String> jvm, String classPath, String mainClass, List<String> arguments) {
        Program {
            jvm = List.copyOf(jvm);
            arguments = List.copyOf(arguments);
        }
    }

    Path log() {
        return folder.resolve("logs").resolve(name + ".log");
    }

    private Path out() {
        return folder.resolve("logs").resolve(name + ".out");
    }

    Path temporary() {
        return folder.resolve("tmp").resolve(name);
    }

    private Path pid() {
        return folder.resolve("run").resolve(name + ".pid");
    }

    private Path arguments() {
        return folder.resolve("run").resolve(name + ".args");
    }

    /** Starts it; it has not done anything yet when this returns. */
    void start(Program program) {
        try {
            Files.createDirectories(folder.resolve("run"));
            Files.createDirectories(folder.resolve("logs"));
            clean();
            Files.createDirectories(temporary());
            Process process = new ProcessBuilder(command(program))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(out().toFile())
                    .start();
            Files.writeString(pid(), Long.toString(process.pid()));
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot start %s: %s", name, e);
        }
    }

    /** The command line is the file with the arguments: short, and known as ours wherever processes are listed. */
    List<String> command(Program program) throws IOException {
        List<String> lines = new ArrayList<>(program.jvm());
        lines.add("-Djava.io.tmpdir=" + temporary());
        lines.add("-Dlog.file=" + log());
        lines.add("-cp");
        lines.add(program.classPath());
        lines.add(program.mainClass());
        lines.addAll(program.arguments());
        Files.write(arguments(), lines.stream().map(LocalProcess::quoted).toList());
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments());
    }

    private static String quoted(String argument) {
        return '"' + argument.replaceAll("[\\\\\"]", Matcher.quoteReplacement("\\") + "$0") + '"';
    }

    /** The process, if it runs. A process that has come to the same number is not taken for it. */
    Optional<ProcessHandle> running() {
        try {
            return Files.exists(pid())
                    ? ProcessHandle.of(Long.parseLong(Files.readString(pid()).strip()))
                            .filter(this::isOurs)
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw Stop.couldNotRun(e, "cannot read the process id in %s: %s", pid(), e);
        }
    }

    private boolean isOurs(ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .arguments()
                        .map(all -> List.of(all).contains("@" + arguments()))
                        .orElse(false);
    }

    /** Whether it was started and not stopped since; it may have died. */
    boolean wanted() {
        return Files.exists(pid());
    }

    /** Ends it if it runs, by force if asking does not help, and forgets it. */
    void stop() {
        running().ifPresent(process -> {
            process.destroy();
            if (!Wait.until(TO_END_BY_ITSELF, () -> running().isEmpty())) {
                process.destroyForcibly();
                if (!Wait.until(TO_END_BY_ITSELF, () -> running().isEmpty())) {
                    throw Stop.couldNotRun(null, "%s (process %d) does not end", name, process.pid());
                }
            }
            // it has let go of everything; where nobody asks for its exit code it stays listed for ever
            Wait.until(TO_BE_UNLISTED, () -> !process.isAlive());
        });
        try {
            Files.deleteIfExists(pid());
            Files.deleteIfExists(arguments());
            clean();
        } catch (IOException e) {
            throw Stop.couldNotRun(e, "cannot clean up after %s: %s", name, e);
        }
    }

    /** What a killed JVM leaves behind. */
    private void clean() {
        if (Files.exists(temporary())) {
            LocalBroker.delete(temporary());
        }
    }

    /** What it said last, for a message about its death. */
    String lastWords() {
        StringBuilder said = new StringBuilder();
        for (Path file : List.of(log(), out())) {
            try {
                List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
                if (!lines.isEmpty()) {
                    said.append(System.lineSeparator()).append(file).append(':');
                    lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                            .forEach(line -> said.append(System.lineSeparator())
                                    .append("  ")
                                    .append(line, 0, Math.min(line.length(), LINE_LENGTH)));
                }
            } catch (IOException e) {
                said.append(System.lineSeparator()).append(file).append(": ").append(e);
            }
        }
        return said.toString();
    }
}
