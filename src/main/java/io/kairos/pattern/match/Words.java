package io.kairos.pattern.match;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the events of one player have in common, each once: words, and envelopes made of them. It only grows: a number stays. */
final class Words {
    /** A longer text is no word: nobody repeats it. */
    private static final int LONGEST = 48;

    private static final int ENVELOPE = 8;

    /** When there are so many more than twice those that were needed, it is time to begin anew. */
    private static final int SPARE = 16;

    /** More words than this are looked up, not gone through. */
    private static final int FEW = 32;

    private static final long NOT_YET = Long.MIN_VALUE;

    /** By number, of which the first is 1. */
    private final List<String> texts = new ArrayList<>(0);

    /** Null as long as there are few. */
    private Map<String, Integer> numbers;

    private final List<int[]> envelopes = new ArrayList<>(2);
    private long since = NOT_YET;
    private int enough = SPARE;

    /** Whether a text is likely to come again: one with a digit in it is somebody's number. */
    static boolean isWord(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether most of it may be what no event needs any more. */
    boolean isFull() {
        return texts.size() + envelopes.size() > enough;
    }

    void areAllNeeded() {
        enough = 2 * (texts.size() + envelopes.size()) + SPARE;
    }

    /** The time that all others are counted from, milliseconds of the epoch: the first that was asked for. */
    long since(long time) {
        if (since == NOT_YET) {
            since = time;
        }
        return since;
    }

    long since() {
        return since;
    }

    /** 0 for null. */
    int number(String text) {
        if (text == null) {
            return 0;
        }
        Integer number = numbers == null ? Integer.valueOf(among(texts, text)) : numbers.get(text);
        return number == null || number == 0 ? add(text) : number;
    }

    /** Most are the same object; 0 if it is not among them. */
    private static int among(List<String> texts, String text) {
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i) == text) {
                return i + 1;
            }
        }
        return texts.indexOf(text) + 1;
    }

    private int add(String text) {
        texts.add(text);
        if (numbers != null) {
            numbers.put(text, texts.size());
        } else if (texts.size() > FEW) {
            numbers = new HashMap<>();
            for (int i = 0; i < texts.size(); i++) {
                numbers.put(texts.get(i), i + 1);
            }
        }
        return texts.size();
    }

    String text(int number) throws IOException {
        if (number > texts.size()) {
            throw new IOException("word " + number + " of " + texts.size());
        }
        return number == 0 ? null : texts.get(number - 1);
    }

    /** The number of all that an event says besides its id, player, type, time and attributes. */
    int envelope(PlayerEvent event) {
        int[] envelope = {
            number(event.sessionId()),
            number(event.brand()),
            number(event.licence()),
            number(event.device()),
            number(event.channel()),
            number(event.country()),
            number(event.zone()),
            number(event.currency())
        };
        for (int i = envelopes.size() - 1; i >= 0; i--) {
            if (Arrays.equals(envelopes.get(i), envelope)) {
                return i;
            }
        }
        envelopes.add(envelope);
        return envelopes.size() - 1;
    }

    /** The words' numbers, in the order of {@link PlayerEvent}. */
    int[] envelope(int number) throws IOException {
        if (number >= envelopes.size()) {
            throw new IOException("envelope " + number + " of " + envelopes.size());
        }
        return envelopes.get(number);
    }

    void write(RowWriter out) throws IOException {
        out.writeLong(since);
        Values.writeLength(enough, out);
        Values.writeLength(texts.size(), out);
        for (String text : texts) {
            Values.writeText(text, out);
        }
        Values.writeLength(envelopes.size(), out);
        for (int[] envelope : envelopes) {
            for (int number : envelope) {
                Values.writeLength(number, out);
            }
        }
    }

    static Words read(RowReader in) throws IOException {
        Words words = new Words();
        words.since = in.readLong();
        words.enough = Values.readLength(in);
        for (int left = Values.readLength(in); left > 0; left--) {
            words.texts.add(Values.readWord(in));
        }
        for (int left = Values.readLength(in); left > 0; left--) {
            int[] envelope = new int[ENVELOPE];
            for (int i = 0; i < ENVELOPE; i++) {
                envelope[i] = Values.readLength(in);
            }
            words.envelopes.add(envelope);
        }
        return words;
    }
}
