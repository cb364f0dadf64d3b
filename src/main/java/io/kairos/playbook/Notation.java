package io.kairos.playbook;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * How values are written for one reader: figures and times as his language writes them. Units of time are the signs that
 * every language shares.
 *
 * @param zone where he is; null if that is not known, then a time is said in UTC and says so
 */
public record Notation(Locale locale, ZoneId zone) {

    /** What is unknown is an en dash; so is what never was, and what an earlier playbook knew as something else. */
    private static final String UNKNOWN = "–";

    String of(Object value, ValueType type) {
        if (value == null) {
            return UNKNOWN;
        }
        return switch (type) {
            case NUMBER ->
                value instanceof Number number && Double.isFinite(number.doubleValue())
                        ? number(number.doubleValue())
                        : UNKNOWN;
            case DURATION ->
                value instanceof Number millis && millis.longValue() != Arithmetic.FOREVER
                        ? duration(millis.longValue())
                        : UNKNOWN;
            case TIME -> value instanceof Number millis ? time(millis.longValue()) : UNKNOWN;
            case STRING, BOOLEAN -> value.toString();
        };
    }

    private String number(double value) {
        int decimals = value == Math.rint(value) ? 0 : 2;
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(decimals);
        return format.format(BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN));
    }

    private String duration(long millis) {
        long minutes = millis / 60_000;
        return minutes < 1
                ? millis / 1_000 + " s"
                : minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    private String time(long millis) {
        String written = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(locale)
                .format(Instant.ofEpochMilli(millis).atZone(zone == null ? ZoneOffset.UTC : zone));
        return zone == null ? written + " UTC" : written;
    }
}
