package io.kairos.playbook;

/**
 * Something wrong in a playbook.
 *
 * @param file path inside the folder
 * @param line from 1; 0 if it concerns the whole file
 * @param column from 1
 * @param message what is wrong and what was found
 * @param hint what to do about it; null if there is nothing to say
 */
public record Problem(String file, int line, int column, String message, String hint) {

    @Override
    public String toString() {
        String where = line == 0 ? file : file + ":" + line + ":" + column;
        return where + ": " + message + (hint == null ? "" : "; " + hint);
    }
}
