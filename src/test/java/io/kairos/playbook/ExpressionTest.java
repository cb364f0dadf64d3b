package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelValidationException;
import io.kairos.event.PlayerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final long NOON = ExpressionPlay.NOON;

    private final Problems problems = new Problems();
    private final Environment environment = ExpressionPlay.environment(problems);

    private CompiledExpression compiled(String source) {
        Item item = Item.scalar(new Spot("x.yaml", 1, 1), Item.Kind.TEXT, source, new int[0]);
        CompiledExpression expression = ExpressionCompiler.value(item, environment, problems);
        assertThat(problems.sorted()).as(source).isEmpty();
        return expression;
    }

    private CompiledExpression byLibrary(String source) {
        Rewriter.Rewritten rewritten = Rewriter.rewrite(source, environment, (at, message, hint) -> {});
        try {
            return CompiledExpression.byLibrary(
                    source,
                    compiled(source).type(),
                    CelLibrary.compile(rewritten.text()).getAst(),
                    rewritten);
        } catch (CelValidationException e) {
            throw new AssertionError(source, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stake > 5",
                "stake >= 5 && odds < 3",
                "stake > 5 || odds < 3",
                "!(stake > 5)",
                "stake == 10",
                "stake != 10",
                "stake / odds > 1",
                "stake / (odds - odds) > 1",
                "stake / (odds - odds) > 1 || stake > 0",
                "stake * 1e300 * 1e300 > 1",
                "-stake < 0",
                "stake + odds - 1 * 2",
                "stake > 5 ? odds : 0",
                "live ? name : 'none'",
                "live ? live : !live",
                "live ? took : 5m",
                "kind == 'SINGLE'",
                "kind in ['SINGLE', 'MULTI']",
                "name in [name, 'x']",
                "stake in [odds, 10]",
                "name + '!' == 'a!'",
                "name == 'a'",
                "live == true",
                "live",
                "!live && stake > 1",
                "took > 2.5s",
                "took == 3s",
                "2 * took",
                "took * 0.5 <= 2s",
                "took + 1m",
                "took - 1m < 0s",
                "starts - at < 24h",
                "starts - 10m",
                "starts + took > at",
                "took + starts",
                "since_win > 15m",
                "since_win + 1m > 15m",
                "since_win - 1m > 15m",
                "2 * since_win > 1h",
                "staked >= 2 * bets.stake",
                "before.staked < staked",
                "bets.count == 2",
                "bets.sum.stake",
                "bets.min.stake < bets.max.stake",
                "bets.first.odds + bets.odds",
                "none.odds > 1 || none.count == 0",
                "none.max.stake > 0",
                "none.sum.stake == 0",
                "tagged('cooling') && local_hour < 23",
                "local_weekday == 2",
                "licence != 'ON'",
                "type == 'bet' && zone == 'Europe/Malta'",
                "last_kind == 'MULTI'",
                "pace > 1s",
                "bets.at < at",
            })
    void closuresAndTheLibraryAgree(String source) {
        CompiledExpression closures = compiled(source);
        assertThat(closures.runsAsClosures()).as(source).isTrue();
        CompiledExpression library = byLibrary(source);
        for (ExpressionPlay play : plays()) {
            assertThat(closures.value(play)).as("%s in %s", source, play).isEqualTo(library.value(play));
            assertThat(closures.test(play)).as("%s in %s", source, play).isEqualTo(library.test(play));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name.startsWith('a')",
                "name.contains('b') || stake > 5",
                "size(name) > 3",
                "name.matches('^a.*')",
                "['a', 'b'].exists(x, x == name)",
                "name < 'b'",
                "kind in []",
            })
    void whatTheClosuresDoNotCoverIsRunByTheLibrary(String source) {
        CompiledExpression expression = compiled(source);
        assertThat(expression.runsAsClosures()).isFalse();
        assertThat(expression.test(new ExpressionPlay()
                        .with("name", "abc")
                        .with("kind", "SINGLE")
                        .with("stake", 1.0)))
                .isNotEqualTo(Truth.UNKNOWN);
        assertThat(expression.test(new ExpressionPlay())).isEqualTo(Truth.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "stake > 5                      # UNKNOWN",
                "!(stake > 5)                   # UNKNOWN",
                "stake > 5 && 1 > 2             # FALSE",
                "stake > 5 || 2 > 1             # TRUE",
                "stake > 5 ? true : true        # UNKNOWN",
                "odds / (odds - odds) > 1       # UNKNOWN",
                "odds * 1e300 * 1e300 > 1       # UNKNOWN",
                "since_win > 36500d             # TRUE",
                "since_win - 1m > 1m            # UNKNOWN",
                "since_win + 1m > 1m            # UNKNOWN",
                "bets.count == 0 && none.count == 0 # TRUE",
                "took > 1s                      # UNKNOWN",
                "tagged('cooling')              # FALSE",
            })
    void whatIsNotKnownIsNeitherTrueNorFalse(String source, Truth truth) {
        ExpressionPlay play = new ExpressionPlay().with("odds", 2.0).with("took", "3000");
        play.features.put("since_win", Long.MAX_VALUE);
        assertThat(compiled(source).test(play)).isEqualTo(truth);
    }

    @Test
    void aWholeNumberOnTheWireIsANumber() {
        assertThat(compiled("stake / 4").value(new ExpressionPlay().with("stake", 10L)))
                .isEqualTo(2.5);
    }

    @Test
    void anExpressionKnowsWhatItReads() {
        CompiledExpression expression = compiled("before.pace > 1s && bets.odds > staked && tagged('cooling')");
        assertThat(expression.features()).containsExactly("pace", "staked");
        assertThat(expression.aliases()).containsExactly("bets");
        assertThat(expression.tags()).containsExactly("cooling");
    }

    @Test
    void ofTwoExpressionsInTheSameWordsTheCanonicalTextTellsApartWhatTheyMean() {
        String hourly = "features: { a: { count: bet, over: 1h }, b: { count: win, over: 1h } }";
        String swapped = "features: { b: { count: bet, over: 1h }, a: { count: win, over: 1h } }";
        String daily = "features: { a: { count: bet, over: 24h }, b: { count: win, over: 1h } }";
        String canonical = canonical("a > b", hourly);
        assertThat(canonical("a > b", hourly)).isEqualTo(canonical);
        assertThat(canonical("a > b", swapped)).isNotEqualTo(canonical);
        assertThat(canonical("a > b", daily)).isNotEqualTo(canonical);
        assertThat(canonical("a > 5", daily)).isNotEqualTo(canonical("a > 5", hourly));
        assertThat(canonical("b > 5", daily)).isEqualTo(canonical("b > 5", hourly));
    }

    private static String canonical(String source, String features) {
        Problems problems = new Problems();
        Environment environment = ExpressionPlay.environment(problems, features);
        Item item = Item.scalar(new Spot("x.yaml", 1, 1), Item.Kind.TEXT, source, new int[0]);
        String canonical =
                ExpressionCompiler.condition(item, environment, problems).canonical();
        assertThat(problems.sorted()).isEmpty();
        return canonical;
    }

    @Test
    void mondayIsTheFirstDayOfTheWeekAndTheHourIsTheExpressionPlayers() {
        ExpressionPlay play = new ExpressionPlay();
        play.envelope.put("zone", "Asia/Tokyo");
        assertThat(compiled("local_weekday").value(play)).isEqualTo(3.0);
        assertThat(compiled("local_hour").value(play)).isEqualTo(7.0);
        play.envelope.put("zone", "Nowhere/Land");
        assertThat(compiled("local_hour").value(play)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "stkae > 5              | 1  | unknown attribute `stkae` of bet; did you mean `stake`? known: kind, live, name, odds, stake, starts, took",
                "stake > 5 && odd > 1   | 14 | unknown attribute `odd` of bet; did you mean `odds`? known: kind, live, name, odds, stake, starts, took",
                "stake > 15min          | 9  | `15min` is neither a number nor a duration; units are ms, s, m, h, d, as in 15m",
                "kind == 'SINGEL'       | 9  | 'SINGEL' is not among the values there are; did you mean `SINGLE`? known: MULTI, SINGLE",
                "kind in ['SINGLE', 'X'] | 20 | 'X' is not among the values there are; known: MULTI, SINGLE",
                "last_kind == 'X'       | 14 | 'X' is not among the values there are; known: MULTI, SINGLE",
                "type != 'bat'          | 9  | 'bat' is not among the values there are; did you mean `bet`? known: bet, incident, offer_ended, win",
                "took + stake > 5m      | 6  | `+` does not go with duration and number",
                "stake > 5 &&           | 13 | this is no expression: mismatched input '<EOF>'",
                "tagged('coling')       | 9  | undeclared tag `coling`; did you mean `cooling`? known: cooling",
                "before.pce > 1s        | 1  | unknown feature `pce`; did you mean `pace`? known: last_kind, pace, since_win, staked",
                "later.odds > 1         | 1  | `later` is used before its step; a condition may read the steps before it and its own",
                "bet.odds > 1           | 1  | unknown step `bet`; did you mean `bets`? known: all, before, bets, none",
                "bets.ods > 1           | 1  | unknown attribute `ods` of bet, which `bets` may be; did you mean `odds`? known: kind, live, name, odds, stake, starts, took",
                "bets > 1               | 1  | `bets` is a step, not a value; write bets.count or bets.<attribute>",
                "stake + 1              | 1  | this comes to number, and a condition belongs here; compare it with something",
                "odds != null           | 6  | `!=` does not go with number and null; leave it out: what is missing leaves a condition unfulfilled by itself",
                "name[0] == 'A'         | 5  | `[]` does not go with text and number",
                "odds > 'a' && took < 5 | 6  | `>` does not go with number and text ^ x.yaml:1:20: `<` does not go with duration and number",
                "odds > 1e999           | 8  | `1e999` is too large for a number",
                "odds = 2               | 6  | this is no expression: token recognition error at: '= '; compare with ==",
                "odds > 1 and live      | 10 | `and` is no word of an expression; write &&",
                "tagged(cooling) && live | 1 | tagged takes the name of one tag; write tagged('loss-cooling')",
                "name == 'a && stke > 1 | 9  | the text that begins here has no end; texts stand between ' and '",
                "name == ‘a’            | 9  | the text that begins here has no end; texts stand between ' and '",
                "odds > 1 // live       | 10 | a comment would take the rest of the expression with it; use YAML's own: # ...",
                "local_hours > 3        | 1  | unknown attribute `local_hours` of bet; did you mean `local_hour`? known: at, brand, channel, country, currency, device, event_id, in_session, kind, last_kind, licence, live and 13 more",
                "upper(name) == 'A'     | 1  | unknown function `upper`; known: bool, double, duration, matches, size, string, tag_level, tagged, timestamp",
                "tag_level('coling') > 1 | 12 | undeclared tag `coling`; did you mean `cooling`? known: cooling",
                "tag_level(stake) > 1   | 1  | tag_level takes the name of one tag; write tag_level('loss-cooling')",
                "tag_level('cooling')   | 1  | this comes to number, and a condition belongs here; compare it with something",
                "all.incidnt.state == 'OPEN' | 1 | unknown event `incidnt`; did you mean `incident`? known: incident",
                "all.bet.stake > 1      | 1  | `bet` happens to one player, and `all.` asks for what concerns everybody; known: incident",
                "all.incident.stat == 'OPEN' | 1 | unknown attribute `stat` of incident; did you mean `state`? known: hurts, severity, since, state",
                "all.incident.state == 'OPN' | 23 | 'OPN' is not among the values there are; did you mean `OPEN`? known: CLOSED, OPEN",
                "all.incident           | 1  | `all.incident` is an event, not a value; write all.incident.<attribute>, or all.incident.at",
                "all.incident.severity == 'a' | 23 | `==` does not go with number and text",
                "in_sesion              | 1  | unknown attribute `in_sesion` of bet; did you mean `in_session`? known: at, brand, channel, country, currency, device, event_id, in_session, kind, last_kind, licence, live and 13 more",
            })
    void aMistakeIsToldWithItsPlaceAndWhatIsKnown(String source, int column, String message) {
        int[] places = new int[2 * source.length()];
        for (int i = 0; i < source.length(); i++) {
            places[2 * i] = 1;
            places[2 * i + 1] = i + 1;
        }
        Item item = Item.scalar(new Spot("x.yaml", 1, 1), Item.Kind.TEXT, source, places);

        assertThat(ExpressionCompiler.condition(item, environment, problems)).isNull();

        assertThat(problems.sorted())
                .extracting(Problem::toString)
                .containsExactly(("x.yaml:1:" + column + ": " + message).split(" \\^ "));
    }

    private static List<ExpressionPlay> plays() {
        List<ExpressionPlay> plays = new ArrayList<>();
        Object[] numbers = {10.0, 10L, 0.0, -3.5, Double.NaN, Double.POSITIVE_INFINITY, "10", null};
        Object[] millis = {3000L, 0L, Long.MAX_VALUE, 3000.0, null};
        Object[] words = {"a", "SINGLE", "MULTI", 1L, null};
        Object[] truths = {true, false, "true", null};
        for (int i = 0; i < 40; i++) {
            ExpressionPlay play = new ExpressionPlay()
                    .with("stake", numbers[i % numbers.length])
                    .with("odds", numbers[(i * 3 + 1) % numbers.length])
                    .with("kind", words[i % words.length])
                    .with("name", words[(i + 2) % words.length])
                    .with("live", truths[i % truths.length])
                    .with("took", millis[i % millis.length])
                    .with("starts", i % 3 == 0 ? (Object) (NOON + 3_600_000L) : millis[(i + 1) % millis.length]);
            play.features.put("since_win", millis[i % millis.length]);
            play.features.put("pace", millis[(i + 3) % millis.length]);
            play.features.put("staked", numbers[(i + 5) % numbers.length]);
            play.features.put("last_kind", words[(i + 1) % words.length]);
            play.before.put("staked", numbers[(i + 6) % numbers.length]);
            play.envelope.put("zone", i % 2 == 0 ? "Europe/Malta" : null);
            play.envelope.put("licence", i % 3 == 0 ? "ON" : null);
            for (int n = 0; n < i % 4; n++) {
                play.bets.add(PlayerEvent.of(
                        "e" + n, "ada", "bet", NOON + n, attributes(numbers[(i + n) % 5], numbers[n % 3])));
            }
            plays.add(play);
        }
        return plays;
    }

    private static Map<String, Object> attributes(Object stake, Object odds) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("stake", stake);
        attributes.put("odds", odds);
        return attributes;
    }
}
