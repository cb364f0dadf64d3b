package io.kairos.cli;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A command cannot go on, and its message says all the user needs to know. */
final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    private Stop(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What was given is wrong: exit code 1. */
    static Stop wrongInput(String message, Object... values) {
        return new Stop(1, message.formatted(values), null);
    }

    /** Something it needs is missing or does not answer: exit code 2. */
    static Stop couldNotRun(Throwable cause, String message, Object... values) {
        return new Stop(2, message.formatted(values), cause);
    }

    /** A file or folder cannot be read or written: exit code 2. */
    static Stop file(String verb, Path path, IOException thrown) {
        return couldNotRun(thrown, "cannot %s %s: %s", verb, path, trouble(path, thrown));
    }

    /** What is wrong, in words: the platform's exceptions often say no more than the path again. */
    static String trouble(Path path, IOException thrown) {
        if (thrown instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (thrown instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is a file, not a folder";
        }
        if (thrown instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (thrown instanceof EOFException) {
            return "the file is cut off";
        }
        String message = thrown.getMessage();
        return message == null || message.equals(path.toString())
                ? thrown.getClass().getSimpleName()
                : message;
    }

    int exitCode() {
        return exitCode;
    }
}
