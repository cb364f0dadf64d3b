package io.kairos.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** An offer's record as one readable line: when, who, which moment, what became of which offer, and why. */
final class OfferLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private final ZoneId zone;
    private final boolean colours;

    OfferLine(ZoneId zone, boolean colours) {
        this.zone = zone;
        this.colours = colours;
    }

    /** Colours if somebody looks. */
    static OfferLine ofTerminal() {
        return new OfferLine(ZoneId.systemDefault(), System.console() != null && System.getenv("NO_COLOR") == null);
    }

    /** @param offer the record by the field names of its schema */
    String of(Map<String, Object> offer) {
        long at = number(offer, "at");
        String status = text(offer, "status");
        String line = String.format(
                Locale.ROOT,
                "%s  %-8s %-9s %-22s %-17s",
                TIME.format(Instant.ofEpochMilli(at).atZone(zone)),
                text(offer, "player_id"),
                status,
                text(offer, "pattern"),
                text(offer, "offer"));
        return paint(status, line + rest(offer, status, at));
    }

    private static String rest(Map<String, Object> offer, String status, long at) {
        if (status.equals("ISSUED")) {
            return " \"%s\" because: %s (expires in %s)"
                    .formatted(text(offer, "message"), text(offer, "because"), span(number(offer, "expires_at") - at));
        }
        Object reason = offer.get("reason");
        return " after " + span(at - number(offer, "issued_at")) + (reason == null ? "" : ": " + reason);
    }

    static String span(long millis) {
        return millis < 120_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1e3).replace(".0 s", " s")
                : millis < 7_200_000 ? millis / 60_000 + " min" : millis / 3_600_000 + " h";
    }

    private String paint(String status, String line) {
        if (!colours) {
            return line;
        }
        String colour = switch (status) {
            case "ISSUED" -> "1";
            case "ACCEPTED" -> "32";
            case "DISMISSED" -> "33";
            case "WITHDRAWN" -> "35";
            default -> "2";
        };
        return "\u001b[" + colour + "m" + line + "\u001b[0m";
    }

    private static String text(Map<String, Object> offer, String field) {
        Object value = offer.get(field);
        return value == null ? "–" : value.toString();
    }

    private static long number(Map<String, Object> offer, String field) {
        return offer.get(field) instanceof Number number ? number.longValue() : 0;
    }
}
