package io.kairos.playbook;

import io.kairos.event.Attributes;
import io.kairos.event.PlayerEvent;
import java.util.List;
import java.util.Set;

/** The commonest parts of conditions, each in one step: an attribute of the event at hand, compared with constants. */
final class EventClosures {
    private EventClosures() {}

    /** An attribute as a number. */
    record Number(Attributes.Reader reader) implements Closures.Number {
        @Override
        public double of(Scope scope) {
            PlayerEvent event = scope.event();
            return event == null ? Double.NaN : Variable.number(reader.of(event));
        }

        /** Whether it is a certain number. */
        Closures.Condition is(double constant) {
            return new Between(reader, constant, constant, Truth.TRUE, Truth.FALSE);
        }

        Closures.Condition below(double constant) {
            return new Between(reader, -Double.MAX_VALUE, Math.nextDown(constant), Truth.TRUE, Truth.FALSE);
        }

        Closures.Condition above(double constant) {
            return new Between(reader, Math.nextUp(constant), Double.MAX_VALUE, Truth.TRUE, Truth.FALSE);
        }
    }

    /** An attribute as a text. */
    record Text(Attributes.Reader reader) implements Closures.Text {
        @Override
        public String of(Scope scope) {
            PlayerEvent event = scope.event();
            return event == null ? null : Variable.text(reader.of(event));
        }

        Closures.Condition is(String constant) {
            return new Equal(reader, constant, Truth.TRUE, Truth.FALSE);
        }

        Closures.Condition isOneOf(Set<String> constants) {
            return new Among(reader, constants, Truth.TRUE, Truth.FALSE);
        }
    }

    /** An attribute that is itself a condition. */
    record Flag(Attributes.Reader reader) implements Closures.Condition {
        @Override
        public Truth of(Scope scope) {
            PlayerEvent event = scope.event();
            return event == null ? Truth.UNKNOWN : Variable.truth(reader.of(event));
        }
    }

    /**
     * Whether a number lies between two, both included; {@code <} and {@code >} are that with the next number there is.
     */
    private record Between(Attributes.Reader reader, double least, double most, Truth inside, Truth outside)
            implements Closures.Condition {
        @Override
        public Truth of(Scope scope) {
            PlayerEvent event = scope.event();
            if (event == null) {
                return Truth.UNKNOWN;
            }
            double number = Variable.number(reader.of(event));
            if (number >= least && number <= most) {
                return inside;
            }
            return number == number ? outside : Truth.UNKNOWN;
        }

        @Override
        public Closures.Condition negated() {
            return new Between(reader, least, most, outside, inside);
        }

        @Override
        public List<Necessary> necessary() {
            if (inside == Truth.TRUE) {
                return List.of(new Necessary.Between(reader, least, most));
            } else if (least == -Double.MAX_VALUE) {
                return List.of(new Necessary.Between(reader, Math.nextUp(most), Double.MAX_VALUE));
            } else if (most == Double.MAX_VALUE) {
                return List.of(new Necessary.Between(reader, -Double.MAX_VALUE, Math.nextDown(least)));
            }
            return List.of();
        }
    }

    private record Equal(Attributes.Reader reader, String constant, Truth yes, Truth no) implements Closures.Condition {
        @Override
        public Truth of(Scope scope) {
            PlayerEvent event = scope.event();
            if (event != null && reader.of(event) instanceof String text) {
                return text.equals(constant) ? yes : no;
            }
            return Truth.UNKNOWN;
        }

        @Override
        public Closures.Condition negated() {
            return new Equal(reader, constant, no, yes);
        }

        @Override
        public List<Necessary> necessary() {
            return yes == Truth.TRUE ? List.of(new Necessary.Among(reader, Set.of(constant))) : List.of();
        }
    }

    private record Among(Attributes.Reader reader, Set<String> constants, Truth yes, Truth no)
            implements Closures.Condition {
        @Override
        public Truth of(Scope scope) {
            PlayerEvent event = scope.event();
            if (event != null && reader.of(event) instanceof String text) {
                return constants.contains(text) ? yes : no;
            }
            return Truth.UNKNOWN;
        }

        @Override
        public Closures.Condition negated() {
            return new Among(reader, constants, no, yes);
        }

        @Override
        public List<Necessary> necessary() {
            return yes == Truth.TRUE ? List.of(new Necessary.Among(reader, constants)) : List.of();
        }
    }
}
