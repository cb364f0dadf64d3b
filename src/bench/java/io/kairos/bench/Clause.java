package io.kairos.bench;

import io.kairos.event.PlayerEvent;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.function.Function;

/** A part of a condition, in the three languages it is asked in, and as Java. */
sealed interface Clause extends Serializable {
    /** For a playbook. */
    String cel();

    /** For Esper. */
    String epl();

    /** Directly, where {@code earlier} gives the event an alias has taken. */
    boolean holds(PlayerEvent event, Function<String, PlayerEvent> earlier);

    private static double number(PlayerEvent event, String attribute) {
        return (Double) event.attributes().get(attribute);
    }

    /** Never as 2.0E-5, which not all of them read. */
    private static String text(double number) {
        return BigDecimal.valueOf(number).toPlainString();
    }

    /** {@code from} belongs to it, {@code to} does not. */
    record Between(String attribute, double from, double to) implements Clause {
        @Override
        public String cel() {
            return attribute + " >= " + text(from) + " && " + attribute + " < " + text(to);
        }

        @Override
        public String epl() {
            return attribute + " in [" + text(from) + ":" + text(to) + ")";
        }

        @Override
        public boolean holds(PlayerEvent event, Function<String, PlayerEvent> earlier) {
            double value = number(event, attribute);
            return value >= from && value < to;
        }
    }

    record Is(String attribute, String value) implements Clause {
        @Override
        public String cel() {
            return attribute + " == '" + value + "'";
        }

        @Override
        public String epl() {
            return attribute + " = '" + value + "'";
        }

        @Override
        public boolean holds(PlayerEvent event, Function<String, PlayerEvent> earlier) {
            return value.equals(event.attributes().get(attribute));
        }
    }

    /** At least twice what an earlier event had. */
    record Doubled(String attribute, String alias) implements Clause {
        @Override
        public String cel() {
            return attribute + " >= 2 * " + alias + "." + attribute;
        }

        @Override
        public String epl() {
            return attribute + " >= 2 * " + alias + "." + attribute;
        }

        @Override
        public boolean holds(PlayerEvent event, Function<String, PlayerEvent> earlier) {
            PlayerEvent other = earlier.apply(alias);
            return other != null && number(event, attribute) >= 2 * number(other, attribute);
        }
    }
}
