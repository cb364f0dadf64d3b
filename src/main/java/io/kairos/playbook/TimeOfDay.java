package io.kairos.playbook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * {@code 06:00}: when the clocks of the player's zone next show this time, later than now; unknown if the zone is. Where
 * the clocks skip it, it is as much later as they are put forward.
 */
record TimeOfDay(LocalTime clock) implements Expression {
    private static final String LIKE_A_CLOCK = "\\d{1,2}:\\d{1,2}";

    /** A time of day, or an expression that is a time; null if the item is null or something is wrong with it. */
    static Expression orTime(Item item, Environment environment, Problems problems) {
        if (item == null || item.isBad() || !item.text().matches(LIKE_A_CLOCK)) {
            return ExpressionCompiler.compile(item, environment, ValueType.TIME, problems);
        }
        Shape.Scalar.CLOCK.check(item, problems);
        return item.isBad() ? null : new TimeOfDay(LocalTime.parse(item.text()));
    }

    @Override
    public Object value(Scope scope) {
        String zone = scope.envelope("zone");
        if (zone == null) {
            return null;
        }
        try {
            Instant now = Instant.ofEpochMilli(scope.time());
            ZonedDateTime next = now.atZone(ZoneId.of(zone)).with(clock);
            if (!next.toInstant().isAfter(now)) {
                next = next.withLaterOffsetAtOverlap();
            }
            if (!next.toInstant().isAfter(now)) {
                next = next.toLocalDate().plusDays(1).atTime(clock).atZone(next.getZone());
            }
            return next.toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    @Override
    public Truth test(Scope scope) {
        return Truth.UNKNOWN;
    }

    @Override
    public String source() {
        return clock.toString();
    }

    @Override
    public String canonical() {
        return source();
    }

    @Override
    public ValueType type() {
        return ValueType.TIME;
    }

    @Override
    public Set<String> features() {
        return Set.of();
    }

    @Override
    public Set<String> tags() {
        return Set.of();
    }

    @Override
    public Set<String> aliases() {
        return Set.of();
    }
}
