package io.kairos.playbook;

import java.util.Set;

/** Reads {@code words} of the policy. */
final class SpeechReader {
    private final Draft draft;

    SpeechReader(Draft draft) {
        this.draft = draft;
    }

    /** What is spoken where there is no text in the player's own language. */
    static String defaultLanguage(Item policy) {
        Item words = policy == null ? null : policy.get("words");
        String language = words == null ? null : words.text("default");
        return language == null ? Speech.ENGLISH : language;
    }

    Speech read(Item words) {
        if (words == null) {
            return Speech.PLAIN;
        }
        Item stop = words.get("stop");
        WordingReader.texts(stop, draft.defaultLanguage()).values().forEach(this::withoutPlaceholders);
        return new Speech(
                draft.defaultLanguage(),
                ExpressionCompiler.compile(
                        words.get("locale"), Environment.state(draft), ValueType.STRING, draft.problems()),
                new WordingReader(draft).read(stop, PlainWords.Place.MESSAGE, Set.of(), fact -> null));
    }

    private void withoutPlaceholders(Item text) {
        int at = text.text().indexOf('{');
        if (at >= 0) {
            draft.problems()
                    .add(
                            text.spotOf(at),
                            "a placeholder stands here, and the text of a button belongs here",
                            "write it as in stop: Stop these");
        }
    }
}
