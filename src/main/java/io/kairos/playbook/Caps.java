package io.kairos.playbook;

import java.util.List;

/** Reads lists of caps. */
final class Caps {
    private Caps() {}

    static List<Cap> read(Item list) {
        return list == null
                ? List.of()
                : list.list().stream()
                        .filter(item -> !item.isBad())
                        .map(item -> cap(item.text()))
                        .toList();
    }

    private static Cap cap(String text) {
        if (text.equals("once")) {
            return new Cap(1, Cap.Span.EVER, 0);
        }
        int times = Integer.parseInt(text.substring(0, text.indexOf(' ')));
        String span = text.substring(text.lastIndexOf(' ') + 1);
        return span.equals("session")
                ? new Cap(times, Cap.Span.SESSION, 0)
                : new Cap(times, Cap.Span.WINDOW, Durations.parse(span).getAsLong());
    }
}
