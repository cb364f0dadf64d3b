package io.kairos.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times as people of one zone read and write them. */
record WallClock(ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final String FORMS =
            "write it as 2026-01-31, 2026-01-31T20:15, 2026-01-31T20:15:00Z" + " or in milliseconds of the epoch";

    /** @param zone null for UTC */
    static WallClock of(String zone) {
        try {
            return new WallClock(ZoneId.of(zone == null ? "UTC" : zone));
        } catch (DateTimeException e) {
            throw Stop.wrongInput("`%s` is no time zone; write it as Europe/Malta, +01:00 or UTC", zone);
        }
    }

    String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    String day(long millis) {
        return DAY.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    String both(long millis) {
        return millis == Long.MAX_VALUE ? "for ever" : time(millis) + " on " + day(millis);
    }

    /** The time, with its day if that is another than the one of {@code near}. */
    String near(long millis, long near) {
        return millis != Long.MAX_VALUE && day(millis).equals(day(near)) ? time(millis) : both(millis);
    }

    /** A time as it is given on the command line, milliseconds; one without a zone is of this one. */
    long parse(String option, String text) {
        if (text.matches("\\d{11,18}")) {
            return Long.parseLong(text);
        }
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant().toEpochMilli();
            }
            return text.matches(".*T.*([Zz]|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
                    : LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            throw Stop.wrongInput("%s: `%s` is no time; %s", option, text, FORMS);
        }
    }
}
