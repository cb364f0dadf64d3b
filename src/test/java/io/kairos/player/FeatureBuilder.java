package io.kairos.player;

import io.kairos.playbook.Expression;
import io.kairos.playbook.Feature;
import io.kairos.playbook.Selector;
import io.kairos.playbook.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A feature as an analyst would write it, without the YAML. */
final class FeatureBuilder {
    private final String id;
    private final Feature.Kind kind;
    private final List<Selector.Choice> of = new ArrayList<>();
    private Expression value;
    private ValueType type;
    private int last;
    private long over;
    private boolean session;
    private long ignoreOver;
    private long gap;
    private Selector brokenBy;
    private Feature.Ratio ratio;
    private String fingerprint;

    private FeatureBuilder(String id, Feature.Kind kind) {
        this.id = id;
        this.kind = kind;
        this.type = switch (kind) {
            case GAP, SINCE, RUN -> ValueType.DURATION;
            case STATE -> ValueType.BOOLEAN;
            default -> ValueType.NUMBER;
        };
        this.fingerprint = id + " first";
    }

    static FeatureBuilder feature(String id, Feature.Kind kind) {
        return new FeatureBuilder(id, kind);
    }

    FeatureBuilder of(String eventType, Expression... conditions) {
        of.add(new Selector.Choice(eventType, List.of(conditions)));
        return this;
    }

    /** What it takes from an event: an attribute of this type. */
    FeatureBuilder taking(String attribute, ValueType itsType) {
        type = itsType;
        return taking(TestExpressions.attribute(attribute, itsType));
    }

    /** Whatever it is, what is told about it is a number. */
    FeatureBuilder telling(String attribute, ValueType itsType) {
        return taking(TestExpressions.attribute(attribute, itsType));
    }

    FeatureBuilder taking(Expression expression) {
        value = expression;
        return this;
    }

    FeatureBuilder last(int values) {
        last = values;
        return this;
    }

    FeatureBuilder over(long millis) {
        over = millis;
        return this;
    }

    FeatureBuilder overTheSession() {
        session = true;
        return this;
    }

    /** The pause that ends a run, or how long a state lasts at most. */
    FeatureBuilder gap(long millis) {
        gap = millis;
        return this;
    }

    FeatureBuilder ratio(String one, String to, double scale) {
        ratio = new Feature.Ratio(one, to, scale);
        return this;
    }

    FeatureBuilder ignoreOver(long millis) {
        ignoreOver = millis;
        return this;
    }

    FeatureBuilder brokenBy(String... eventTypes) {
        brokenBy = new Selector(Stream.of(eventTypes)
                .map(eventType -> new Selector.Choice(eventType, List.of()))
                .toList());
        return this;
    }

    FeatureBuilder fingerprint(String text) {
        fingerprint = text;
        return this;
    }

    Feature build() {
        return new Feature(
                id,
                kind,
                ratio == null ? new Selector(of) : null,
                value,
                type,
                List.of(),
                last,
                over,
                session,
                gap,
                ignoreOver,
                brokenBy,
                ratio,
                fingerprint);
    }
}
