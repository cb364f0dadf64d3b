package io.kairos.player;

import io.kairos.playbook.Expression;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Truth;
import io.kairos.playbook.ValueType;
import java.util.Set;
import java.util.function.Function;

/** Expressions written in Java instead of CEL. */
final class TestExpressions {
    private TestExpressions() {}

    /** The value of an attribute of the event under test. */
    static Expression attribute(String name, ValueType type) {
        return expression(name, type, scope -> scope.event().attributes().get(name));
    }

    static Expression attributeIs(String name, Object value) {
        return condition(
                name + " == " + value,
                scope -> value.equals(scope.event().attributes().get(name)));
    }

    /** Another feature's value, with the event at hand counted. */
    static Expression feature(String id) {
        return expression(id, ValueType.NUMBER, scope -> scope.feature(id));
    }

    static Expression condition(String source, Function<Scope, Object> holds) {
        return expression(source, ValueType.BOOLEAN, holds);
    }

    private static Expression expression(String source, ValueType type, Function<Scope, Object> value) {
        return new Expression() {
            @Override
            public String source() {
                return source;
            }

            @Override
            public String canonical() {
                return source;
            }

            @Override
            public ValueType type() {
                return type;
            }

            @Override
            public Truth test(Scope scope) {
                Object result = type == ValueType.BOOLEAN ? value.apply(scope) : null;
                return result == null ? Truth.UNKNOWN : (Boolean) result ? Truth.TRUE : Truth.FALSE;
            }

            @Override
            public Object value(Scope scope) {
                return value.apply(scope);
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
        };
    }
}
