package io.kairos.playbook;

import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;

/**
 * Whether what a pattern notices grows from some events: one of its steps takes them, optional or not, under a name, in a
 * list or as any event; a pattern it builds on does; or they can make a condition hold that it sets: all else being the
 * same, it holds with them and does not without, by a feature (see {@link Effects}), or by a tag that such a pattern or a
 * rule of such a feature gives.
 */
final class Growth {
    private static final java.util.regex.Pattern NUMBER = java.util.regex.Pattern.compile("(\\d+(?:\\.\\d+)?)[a-z]*");

    /** Of what else a condition reads: unknown, none, little, much. */
    private static final double[] SIZES = {Double.NaN, 0, 1, 1e6};

    private final Selector from;
    private final Draft draft;
    private final Effects effects;
    private final Map<String, String> answers = new HashMap<>();

    private Growth(Selector from, Draft draft) {
        this.from = from;
        this.draft = draft;
        this.effects = new Effects(from, draft, choice -> otherwise(choice) != null);
    }

    /** What a pattern grows from these events by: a type, a feature or a tag; null if it does not. */
    static String of(PatternReader.Read read, Selector from, Draft draft) {
        return new Growth(from, draft).of(read.pattern());
    }

    /** What an offer can not be sent without, of the conditions under which it is. */
    static String of(Pattern.OfferEntry entry, OfferTemplate offer, Selector from, Draft draft) {
        Growth growth = new Growth(from, draft);
        for (Expression condition :
                new Expression[] {entry.when(), offer.eligible(), offer.applicable(), offer.suitable()}) {
            String by = condition == null ? null : growth.helped(condition, Truth.FALSE);
            if (by != null) {
                return by;
            }
        }
        return null;
    }

    private String of(Pattern pattern) {
        for (Step step : pattern.sequence()) {
            Selector taking = step instanceof Step.Take take ? take.on() : ((Step.No) step).orUntil();
            for (Choice taken : taking == null ? List.<Choice>of() : taking.choices()) {
                String by = of(taken);
                if (by != null) {
                    return by;
                }
            }
        }
        Expression audience = pattern.audience().when();
        String by = audience == null ? null : helped(audience, Truth.FALSE);
        for (Expression unless : pattern.unless()) {
            by = by == null ? helped(unless, Truth.TRUE) : by;
        }
        return by;
    }

    private String of(Choice taken) {
        for (Choice one : from.choices()) {
            if (one.type().equals(taken.type()) && !exclude(one, taken)) {
                return taken.type();
            }
        }
        return otherwise(taken);
    }

    /** By a building block, or by a condition. */
    private String otherwise(Choice taken) {
        if (draft.patternIds().contains(taken.type())) {
            String by = ofPattern(taken.type());
            if (by != null) {
                return by;
            }
        }
        for (Expression condition : taken.conditions()) {
            String by = helped(condition, Truth.FALSE);
            if (by != null) {
                return by;
            }
        }
        return null;
    }

    private String ofPattern(String id) {
        return once("pattern " + id, () -> {
            PatternReader.Read read = draft.pattern(id);
            for (Pattern arm :
                    read == null ? List.<Pattern>of() : read.pattern().arms()) {
                String by = of(arm);
                if (by != null) {
                    return by;
                }
            }
            return null;
        });
    }

    /** The answer to a question, which is null while it is asked. */
    private String once(String question, Supplier<String> answer) {
        if (!answers.containsKey(question)) {
            answers.put(question, null);
            answers.put(question, answer.get());
        }
        return answers.get(question);
    }

    /** A feature or tag by which the events can help a condition not to be {@code otherwise}; null if none. */
    private String helped(Expression condition, Truth otherwise) {
        for (String id : condition.features()) {
            Effects.Effect effect = effects.on(id);
            if (effect != null) {
                List<Object> with = aroundNumbersOf(condition, effect.with());
                for (Object without : effect.without()) {
                    if (isHelped(condition, otherwise, id, without, with)) {
                        return id;
                    }
                }
            }
        }
        for (String tag : condition.tags()) {
            if (isHelped(condition, otherwise, tag) && isGiven(tag)) {
                return tag;
            }
        }
        return null;
    }

    /** The values, and those on the same side of zero that the condition compares with. */
    private static List<Object> aroundNumbersOf(Expression condition, List<Object> values) {
        Set<Object> all = new LinkedHashSet<>(values);
        for (Matcher number = NUMBER.matcher(condition.source()); number.find(); ) {
            OptionalLong duration = Durations.parse(number.group());
            double written = Double.parseDouble(number.group(1));
            for (int beside = -1; beside <= 1; beside++) {
                for (Object value : values) {
                    if (value instanceof Double known && known != 0) {
                        all.add(Math.signum(known) * Math.max(0, written + beside));
                    } else if (value instanceof Long && duration.isPresent()) {
                        all.add(duration.getAsLong() + beside);
                    }
                }
            }
        }
        return new ArrayList<>(all);
    }

    /** Whether, all else being the same, the condition is nearer to holding with one of these values than without. */
    private boolean isHelped(Expression condition, Truth otherwise, String feature, Object without, List<Object> with) {
        return anywhere(condition, (others, tags, inSession) -> {
            Truth before = condition.test(scope(others, feature, without, tags, inSession));
            for (Object value : with) {
                if (isNearer(before, condition.test(scope(others, feature, value, tags, inSession)), otherwise)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The same of a tag. */
    private boolean isHelped(Expression condition, Truth otherwise, String tag) {
        return anywhere(
                condition,
                (others, tags, inSession) -> isNearer(
                        condition.test(
                                scope(others, "", null, each -> tags.test(each) && !each.equals(tag), inSession)),
                        condition.test(scope(others, "", null, each -> tags.test(each) || each.equals(tag), inSession)),
                        otherwise));
    }

    private static boolean isNearer(Truth before, Truth after, Truth otherwise) {
        Truth wanted = otherwise == Truth.FALSE ? Truth.TRUE : Truth.FALSE;
        return before == otherwise ? after != otherwise : before != wanted && after == wanted;
    }

    private interface Place {
        boolean isOne(Map<String, Object> others, Predicate<String> tags, boolean inSession);
    }

    /** Whether there is a place, of those that are tried, for all else that the condition reads. */
    private boolean anywhere(Expression condition, Place place) {
        for (double size : SIZES) {
            Map<String, Object> others = new HashMap<>();
            condition.features().forEach(id -> others.put(id, ofSize(size, draft.feature(id))));
            for (boolean tagged : new boolean[] {false, true}) {
                for (boolean inSession : new boolean[] {false, true}) {
                    if (place.isOne(others, tag -> tagged, inSession)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** @param size not a number for what is not known */
    private static Object ofSize(double size, Feature feature) {
        if (feature == null || size != size) {
            return null;
        }
        return switch (feature.type()) {
            case NUMBER -> size;
            case DURATION, TIME -> (long) size;
            case BOOLEAN -> size > 0;
            case STRING -> null;
        };
    }

    private static Scope scope(
            Map<String, Object> others, String feature, Object value, Predicate<String> tags, boolean inSession) {
        Map<String, Object> features = new HashMap<>(others);
        features.put(feature, value);
        return new LittleKnown(null, null, features, tags, inSession);
    }

    /** Whether a tag is given by what grows from the events. */
    private boolean isGiven(String tag) {
        return once("tag " + tag, () -> {
                    Tag declared = draft.tag(tag);
                    String by =
                            declared == null || declared.rule() == null ? null : helped(declared.rule(), Truth.FALSE);
                    for (String id : draft.patternIds()) {
                        PatternReader.Read read = draft.pattern(id);
                        for (Pattern arm : read == null
                                ? List.<Pattern>of()
                                : read.pattern().arms()) {
                            boolean gives = arm.tags().stream()
                                    .anyMatch(gain -> gain.tag().equals(tag));
                            by = by == null && gives ? of(arm) : by;
                        }
                    }
                    return by;
                })
                != null;
    }

    /** Whether no event can be both, as far as listed and boolean attributes tell. */
    private boolean exclude(Choice one, Choice other) {
        return Probes.of(draft.type(one.type())).stream()
                .allMatch(
                        event -> Probes.isOne(event, one) == Truth.FALSE || Probes.isOne(event, other) == Truth.FALSE);
    }
}
