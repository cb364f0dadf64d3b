package io.kairos.playbook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Stable hashes of definitions. */
final class Fingerprint {
    private Fingerprint() {}

    /** 16 hexadecimal characters that change when one of the parts does. */
    static String of(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            String written = String.valueOf(part);
            text.append(written.length()).append(':').append(written);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** All that decides what a selector selects. */
    static String text(Draft draft, Selector selector) {
        if (selector == null) {
            return "-";
        }
        StringBuilder text = new StringBuilder();
        for (Selector.Choice choice : selector.choices()) {
            text.append(choice.type());
            if (draft.patternIds().contains(choice.type())) {
                PatternReader.Read read = draft.pattern(choice.type());
                text.append('#').append(read == null ? "" : read.pattern().fingerprint());
                for (PatternReader.Read variant : read == null ? List.<PatternReader.Read>of() : read.variants()) {
                    text.append('/').append(variant.pattern().fingerprint());
                }
            }
            for (Expression condition : choice.conditions()) {
                text.append('[').append(text(condition)).append(']');
            }
            text.append(' ');
        }
        return text.toString();
    }

    static String text(Expression expression) {
        return expression == null ? "-" : expression.canonical();
    }
}
