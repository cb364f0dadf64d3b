package io.kairos.playbook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A playbook as it was written: the files, and the label of this version.
 *
 * @param version rises with every publish; 0 for a folder that was never published
 * @param files text by path inside the folder ({@code patterns/x.yaml}), in order of path
 */
public record Bundle(long version, String author, String note, Map<String, String> files) {

    public Bundle {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** The hash of the content, the same for the same files whatever the version: SHA-256, hexadecimal. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((path, text) -> {
                digest.update(path.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
