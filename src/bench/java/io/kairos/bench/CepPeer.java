package io.kairos.bench;

import io.kairos.bench.Sketch.Asked;
import io.kairos.bench.Sketch.Stage;
import io.kairos.event.Arrival;
import io.kairos.event.PlayerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** The patterns as Flink's own library has them: one {@code CEP.pattern}, and so one operator, each. In event time. */
final class CepPeer {
    /** What Flink calls each of the operators. */
    static final String OPERATOR = "CepOperator";

    private static final Duration SLACK = Duration.ofMillis(500);

    private CepPeer() {}

    /** @param sink given every match as {@link Simulation#match} writes it */
    static void build(
            List<Sketch> sketches, Source<Arrival, ?, ?> events, Sink<String> sink, StreamExecutionEnvironment env) {
        KeyedStream<Arrival, String> players = env.fromSource(
                        events,
                        WatermarkStrategy.<Arrival>forBoundedOutOfOrderness(SLACK)
                                .withTimestampAssigner(
                                        (arrival, before) -> arrival.event().at()),
                        "events")
                .keyBy(arrival -> arrival.event().playerId(), Types.STRING);
        DataStream<String> matches = null;
        for (Sketch sketch : sketches) {
            DataStream<String> found =
                    CEP.pattern(players, pattern(sketch)).process(new Found(sketch.id()), Types.STRING);
            matches = matches == null ? found : matches.union(found);
        }
        if (matches != null) {
            matches.sinkTo(sink);
        }
    }

    private static Pattern<Arrival, Arrival> pattern(Sketch sketch) {
        Stage first = sketch.stages().get(0);
        Pattern<Arrival, Arrival> pattern = Pattern.<Arrival>begin(first.alias(), AfterMatchSkipStrategy.noSkip())
                .where(new Taken(sketch, first, first.alias()));
        String before = first.alias();
        for (Stage stage : sketch.stages().subList(1, sketch.stages().size())) {
            if (stage.without() != null) {
                pattern = pattern.notFollowedBy("no-" + stage.alias()).where(new Without(stage));
            }
            for (int i = 0; i < stage.times(); i++) {
                String name = stage.times() == 1 ? stage.alias() : stage.alias() + i;
                if (i > 0 && stage.canBreak()) {
                    pattern = pattern.notFollowedBy("no-" + name).where(new Breaks(stage));
                }
                pattern = pattern.followedBy(name).where(new Taken(sketch, stage, before));
            }
            before = stage.times() == 1 ? stage.alias() : stage.alias() + (stage.times() - 1);
        }
        return pattern.within(Duration.ofMillis(Sketch.WITHIN));
    }

    private static PlayerEvent last(String stage, IterativeCondition.Context<Arrival> context) {
        try {
            PlayerEvent last = null;
            for (Arrival arrival : context.getEventsForPattern(stage)) {
                last = arrival.event();
            }
            return last;
        } catch (Exception e) {
            throw new IllegalStateException("Flink cannot tell what " + stage + " has taken", e);
        }
    }

    /** The event a step takes. */
    private static final class Taken extends IterativeCondition<Arrival> {
        private static final long serialVersionUID = 1;
        private final Asked asked;
        private final String first;
        private final String before;
        private final long within;

        Taken(Sketch sketch, Stage stage, String before) {
            asked = stage.asked();
            boolean isFirst = stage == sketch.stages().get(0);
            first = sketch.sameChannel() && !isFirst ? sketch.stages().get(0).alias() : null;
            this.before = before;
            within = stage.within();
        }

        @Override
        public boolean filter(Arrival arrival, Context<Arrival> context) {
            PlayerEvent event = arrival.event();
            if (!asked.holds(event, alias -> last(alias, context))) {
                return false;
            }
            if (first != null && !last(first, context).channel().equals(event.channel())) {
                return false;
            }
            return within == 0 || event.at() - last(before, context).at() < within;
        }
    }

    private static final class Without extends IterativeCondition<Arrival> {
        private static final long serialVersionUID = 1;
        private final Stage stage;

        Without(Stage stage) {
            this.stage = stage;
        }

        @Override
        public boolean filter(Arrival arrival, Context<Arrival> context) {
            return stage.without().holds(arrival.event(), alias -> last(alias, context));
        }
    }

    private static final class Breaks extends IterativeCondition<Arrival> {
        private static final long serialVersionUID = 1;
        private final Stage stage;

        Breaks(Stage stage) {
            this.stage = stage;
        }

        @Override
        public boolean filter(Arrival arrival, Context<Arrival> context) {
            return stage.breaks(arrival.event(), alias -> last(alias, context));
        }
    }

    private static final class Found extends PatternProcessFunction<Arrival, String> {
        private static final long serialVersionUID = 1;
        private final String pattern;

        Found(String pattern) {
            this.pattern = pattern;
        }

        @Override
        public void processMatch(Map<String, List<Arrival>> match, Context context, Collector<String> out) {
            List<Arrival> events = new ArrayList<>();
            match.values().forEach((Collection<Arrival> taken) -> events.addAll(taken));
            events.sort(Comparator.comparingLong(arrival -> arrival.origin().offset()));
            out.collect(Simulation.match(
                    pattern,
                    events.stream().map(arrival -> arrival.event().eventId()).toList()));
        }
    }
}
