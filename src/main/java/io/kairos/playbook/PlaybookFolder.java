package io.kairos.playbook;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of files as a bundle. Hidden files are no part of it; every other file is, and the reader judges it. */
public final class PlaybookFolder {
    private PlaybookFolder() {}

    public static Bundle read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("no folder of a playbook: " + folder);
        }
        Map<String, String> files = new TreeMap<>();
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : found) {
            Path inside = folder.relativize(file);
            boolean hidden = false;
            StringBuilder path = new StringBuilder();
            for (Path part : inside) {
                hidden |= part.toString().startsWith(".");
                path.append(path.length() == 0 ? "" : "/").append(part);
            }
            if (!hidden) {
                String name = path.toString();
                files.put(name, Grammar.of(name) == null ? "" : text(file));
            }
        }
        return new Bundle(0, null, null, files);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not a text in UTF-8", e);
        }
    }
}
