package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Rewriter.Rewritten;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever analysts write and players do, the closures come to what the CEL library comes to. Every build tries the same
 * expressions; others with {@code mvn test -Dtest=ExpressionLawTest -Dexpressions.seed=123456}.
 */
class ExpressionLawTest {
    private static final long FIRST_SEED = Long.getLong("expressions.seed", 0);
    private static final long NOON = ExpressionPlay.NOON;
    private static final int EXPRESSIONS = 3_000;
    private static final int PLAYS = 40;
    private static final int DEEPEST = 4;

    private static final Map<ValueType, List<String>> WORDS = Map.of(
            ValueType.NUMBER,
            words("stake stake stake odds odds staked before.staked local_hour local_weekday bets.count bets.stake"
                    + " bets.first.odds bets.sum.stake bets.min.odds bets.max.stake none.count none.sum.stake"
                    + " none.max.odds none.first.stake tag_level('cooling') all.incident.severity"),
            ValueType.STRING,
            words("name name name kind kind last_kind before.last_kind licence zone type bets.name bets.first.kind"
                    + " none.name bets.event_id none.type all.incident.state all.incident.event_id"),
            ValueType.BOOLEAN,
            words(
                    "live live bets.live none.live true false tagged('cooling') in_session all.incident.hurts all.incident.known"),
            ValueType.TIME,
            words("at starts starts bets.at bets.first.starts none.at all.incident.at all.incident.since"),
            ValueType.DURATION,
            words("took took pace before.pace since_win since_win bets.took 0s 1ms 2.5s 15m 36500d"));
    private static final Map<ValueType, List<String>> CONSTANTS = Map.of(
            ValueType.NUMBER,
            words("0 1 2.5 10 .5 -(0) 1e300 1e-320 1.7976931348623157e308 -(1e308) 9007199254740993 3e0"),
            ValueType.STRING,
            words("'a' 'SINGLE' 'MULTI' '' 'Åland' \"a\" 'it\\'s'"));
    private static final Map<ValueType, List<Form>> FORMS = forms();

    private static final Object[] NUMBERS = {
        10.0,
        10L,
        0.0,
        -0.0,
        1.0,
        2.5,
        -3.5,
        1e308,
        -1e308,
        4.9e-324,
        Double.MAX_VALUE,
        9_007_199_254_740_993L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        "10",
        true,
        null
    };
    private static final Object[] MILLIS = {
        3_000L,
        0L,
        1L,
        -1L,
        2_500L,
        NOON,
        NOON + 3_600_000,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        3_000.0,
        "3000",
        null
    };
    private static final Object[] TEXTS = {"a", "a", "SINGLE", "MULTI", "", "Åland", "it's", 1L, true, null};
    private static final Object[] FLAGS = {true, true, false, false, "true", 1L, null};

    private final Environment environment = ExpressionPlay.environment(new Problems());

    private static List<String> words(String words) {
        return List.of(words.split(" "));
    }

    /** How a value of some type is made of others. */
    private record Form(String text, List<ValueType> of) {}

    /** A part of an expression. */
    private record Part(ValueType type, String form, List<Part> of) {
        String text() {
            Object[] parts = of.stream().map(Part::text).toArray();
            return parts.length == 0 ? form : String.format(form, parts);
        }

        /** Simpler ones, the simplest first. */
        List<Part> simpler() {
            List<Part> simpler = new ArrayList<>();
            if (!of.isEmpty()) {
                WORDS.get(type).forEach(word -> simpler.add(new Part(type, word, List.of())));
                inside(simpler);
                for (int i = 0; i < of.size(); i++) {
                    for (Part part : of.get(i).simpler()) {
                        List<Part> others = new ArrayList<>(of);
                        others.set(i, part);
                        simpler.add(new Part(type, form, others));
                    }
                }
            }
            return simpler;
        }

        private void inside(List<Part> found) {
            of.stream().filter(part -> part.type == type).forEach(found::add);
            of.forEach(part -> {
                if (part.type != type) {
                    part.inside(found);
                }
            });
        }
    }

    private static Map<ValueType, List<Form>> forms() {
        Map<ValueType, List<Form>> forms = new EnumMap<>(ValueType.class);
        ValueType number = ValueType.NUMBER;
        ValueType time = ValueType.TIME;
        ValueType duration = ValueType.DURATION;
        ValueType text = ValueType.STRING;
        ValueType truth = ValueType.BOOLEAN;
        for (ValueType type : ValueType.values()) {
            forms.put(type, new ArrayList<>(List.of(new Form("(%s ? %s : %s)", List.of(truth, type, type)))));
        }
        for (String operator : words("+ - * /")) {
            forms.get(number).add(new Form("(%s " + operator + " %s)", List.of(number, number)));
        }
        forms.get(number).add(new Form("-(%s)", List.of(number)));
        forms.get(text).add(new Form("(%s + %s)", List.of(text, text)));
        forms.get(time).add(new Form("(%s + %s)", List.of(time, duration)));
        forms.get(time).add(new Form("(%s + %s)", List.of(duration, time)));
        forms.get(time).add(new Form("(%s - %s)", List.of(time, duration)));
        forms.get(duration).add(new Form("(%s + %s)", List.of(duration, duration)));
        forms.get(duration).add(new Form("(%s - %s)", List.of(duration, duration)));
        forms.get(duration).add(new Form("(%s - %s)", List.of(time, time)));
        forms.get(duration).add(new Form("%s * %s", List.of(number, duration)));
        forms.get(duration).add(new Form("%s * %s", List.of(duration, number)));
        for (int i = 0; i < 4; i++) {
            forms.get(truth).add(new Form("(%s && %s)", List.of(truth, truth)));
            forms.get(truth).add(new Form("(%s || %s)", List.of(truth, truth)));
            forms.get(truth).add(new Form("!(%s)", List.of(truth)));
        }
        for (ValueType type : List.of(number, number, time, duration)) {
            for (String operator : words("< <= > >=")) {
                forms.get(truth).add(new Form("(%s " + operator + " %s)", List.of(type, type)));
            }
        }
        for (ValueType type : ValueType.values()) {
            forms.get(truth).add(new Form("(%s == %s)", List.of(type, type)));
            forms.get(truth).add(new Form("(%s != %s)", List.of(type, type)));
            forms.get(truth).add(new Form("(%s in [%s])", List.of(type, type)));
            forms.get(truth).add(new Form("(%s in [%s, %s, %s])", List.of(type, type, type, type)));
        }
        return forms;
    }

    private static Part part(ValueType type, int depth, Random random) {
        if (depth == 0 || random.nextInt(5) == 0) {
            boolean constant = random.nextBoolean() && CONSTANTS.containsKey(type);
            return new Part(type, any(constant ? CONSTANTS.get(type) : WORDS.get(type), random), List.of());
        }
        Form form = any(FORMS.get(type), random);
        List<Part> parts = new ArrayList<>();
        // every other operation is a plain one, as most are
        int deeper = random.nextBoolean() ? 0 : depth - 1;
        for (ValueType of : form.of()) {
            parts.add(part(of, type == ValueType.BOOLEAN && of == type ? depth - 1 : deeper, random));
        }
        return new Part(type, form.text(), parts);
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static ExpressionPlay play(Random random) {
        ExpressionPlay play = new ExpressionPlay();
        play.deadline = random.nextInt(20) == 0;
        play.attributes.putAll(attributes(random));
        put(play.features, "staked", NUMBERS, random);
        put(play.before, "staked", NUMBERS, random);
        put(play.features, "pace", MILLIS, random);
        put(play.before, "pace", MILLIS, random);
        put(play.features, "since_win", MILLIS, random);
        put(play.features, "last_kind", TEXTS, random);
        put(play.before, "last_kind", TEXTS, random);
        play.envelope.put("licence", any(words("ON MGA a"), random));
        play.envelope.put("zone", any(words("Europe/Malta Asia/Tokyo Nowhere/Land"), random));
        play.envelope.keySet().removeIf(field -> random.nextInt(4) == 0);
        if (random.nextBoolean()) {
            play.tags.add("cooling");
            play.level = 1 + random.nextInt(3);
        }
        play.inSession = random.nextBoolean();
        if (random.nextInt(3) > 0) {
            play.incident = new LinkedHashMap<>();
            put(play.incident, "state", TEXTS, random);
            put(play.incident, "severity", NUMBERS, random);
            put(play.incident, "since", MILLIS, random);
            put(play.incident, "hurts", FLAGS, random);
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            play.bets.add(PlayerEvent.of("a", "ada", "bet", NOON + i, attributes(random)));
        }
        return play;
    }

    private static Map<String, Object> attributes(Random random) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        put(attributes, "stake", NUMBERS, random);
        put(attributes, "kind", TEXTS, random);
        put(attributes, "odds", NUMBERS, random);
        put(attributes, "live", FLAGS, random);
        put(attributes, "starts", MILLIS, random);
        put(attributes, "took", MILLIS, random);
        put(attributes, "name", TEXTS, random);
        return attributes;
    }

    private static void put(Map<String, Object> map, String name, Object[] values, Random random) {
        if (random.nextInt(8) > 0) {
            // half of the time one of the first, so that equal values meet
            map.put(name, values[random.nextInt(random.nextBoolean() ? 6 : values.length)]);
        }
    }

    /** An expression in both its forms. */
    private record Both(CompiledExpression closures, CompiledExpression library) {
        boolean agree(ExpressionPlay play) {
            return Objects.equals(closures.value(play), library.value(play))
                    && closures.test(play) == library.test(play);
        }
    }

    private Both both(Part part) {
        String source = part.text();
        Rewritten rewritten =
                Rewriter.rewrite(source, environment, (at, message, hint) -> fail("%s: %s", source, message));
        try {
            CelAbstractSyntaxTree checked = CelLibrary.compile(rewritten.text()).getAst();
            return new Both(
                    CompiledExpression.of(source, part.type(), checked, rewritten),
                    CompiledExpression.byLibrary(source, part.type(), checked, rewritten));
        } catch (CelValidationException e) {
            throw new AssertionError(source, e);
        }
    }

    @Test
    void closuresAndTheLibraryAgreeOnWhateverIsWrittenAndPlayed() {
        Map<Truth, Integer> truths = new EnumMap<>(Truth.class);
        int known = 0;
        int leftOut = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + EXPRESSIONS; seed++) {
            Random random = new Random(seed);
            ValueType type = random.nextInt(3) > 0 ? ValueType.BOOLEAN : any(List.of(ValueType.values()), random);
            Part part = part(type, 1 + random.nextInt(DEEPEST), random);
            Both both = both(part);
            assertThat(both.closures().runsAsClosures()).as(part.text()).isTrue();
            for (int i = 0; i < PLAYS; i++) {
                ExpressionPlay play = play(random);
                if (!both.agree(play)) {
                    fail("seed " + seed + ": " + difference(part, play));
                }
                known += both.closures().value(play) == null ? 0 : 1;
                if (both.closures().necessary().stream().anyMatch(necessary -> isNotSo(necessary, play.event()))) {
                    assertThat(both.closures().test(play)).as(part.text()).isEqualTo(Truth.FALSE);
                    leftOut++;
                }
                if (type == ValueType.BOOLEAN) {
                    truths.merge(both.closures().test(play), 1, Integer::sum);
                }
            }
        }
        int pairs = EXPRESSIONS * PLAYS;
        assertThat(leftOut).as("of %d pairs, what an index leaves out", pairs).isGreaterThan(pairs / 1_000);
        assertThat(known).as("of %d pairs, the known", pairs).isGreaterThan(pairs / 4);
        for (Truth truth : Truth.values()) {
            assertThat(truths.get(truth))
                    .as("of %d pairs, the %s", pairs, truth)
                    .isGreaterThan(pairs / 20);
        }
    }

    /** A difference, the expression and the play made as small as they go. */
    private String difference(Part part, ExpressionPlay play) {
        Part smallest = part;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Part simpler : smallest.simpler()) {
                if (simpler.text().length() < smallest.text().length()
                        && !both(simpler).agree(play)) {
                    smallest = simpler;
                    smaller = true;
                    break;
                }
            }
        }
        Both both = both(smallest);
        for (Map<String, ?> map : List.of(play.attributes, play.features, play.before, play.envelope)) {
            leaveOut(map, both, play);
        }
        while (!play.bets.isEmpty()) {
            PlayerEvent last = play.bets.remove(play.bets.size() - 1);
            if (both.agree(play)) {
                play.bets.add(last);
                break;
            }
        }
        return String.format(
                "%s comes to %s in closures and to %s in the library, with %s (shrunk from %s)",
                smallest.text(), both.closures().value(play), both.library().value(play), play, part.text());
    }

    /** Leaves out whatever the difference does not need. */
    /** The attribute has a value of the kind asked for, and another. */
    private static boolean isNotSo(Necessary necessary, PlayerEvent event) {
        if (event == null) {
            return false;
        } else if (necessary instanceof Necessary.Among among) {
            return among.attribute().of(event) instanceof String text
                    && !among.texts().contains(text);
        }
        Necessary.Between between = (Necessary.Between) necessary;
        double number = Variable.number(between.attribute().of(event));
        return number < between.least() || number > between.most();
    }

    private static <V> void leaveOut(Map<String, V> map, Both both, ExpressionPlay play) {
        for (String name : List.copyOf(map.keySet())) {
            V value = map.remove(name);
            if (both.agree(play)) {
                map.put(name, value);
            }
        }
    }
}
