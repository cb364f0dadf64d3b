package io.kairos.bench;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import io.kairos.bench.Sketch.Asked;
import io.kairos.bench.Sketch.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The patterns as Esper has them: one statement each, on a runtime without threads of its own and with time told from
 * outside. It keeps everything on the heap.
 */
final class EsperPeer implements AutoCloseable {
    private static final String CONTEXT = "create context PerPlayer partition by player from Play;\n";

    /** How the events of one player find each other. */
    enum Form {
        /** Each later event is asked for with the first one's player, which Esper finds by an index. */
        JOINED,
        /** A context per player, in which each statement runs anew. */
        CONTEXT;

        String words() {
            return switch (this) {
                case JOINED -> "Esper, player in filters";
                case CONTEXT -> "Esper, context per player";
            };
        }
    }

    private final EPRuntime runtime;
    private long matches;

    /** @param watcher told of every match as {@link Simulation#match} writes it; null if nobody looks */
    EsperPeer(List<Sketch> sketches, Form form, Consumer<String> watcher) {
        Configuration configuration = new Configuration();
        configuration.getCommon().addEventType("Play", Play.class);
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        EPCompiled compiled = compiled(module(sketches, form), configuration);
        runtime = EPRuntimeProvider.getRuntime("bench-" + System.nanoTime(), configuration);
        runtime.getEventService().advanceTime(Feed.START);
        try {
            for (EPStatement statement :
                    runtime.getDeploymentService().deploy(compiled).getStatements()) {
                if (!statement.getName().equals("context")) {
                    statement.addListener((found, gone, from, on) -> {
                        matches += found.length;
                        if (watcher != null) {
                            for (EventBean match : found) {
                                watcher.accept(text(from.getName(), match));
                            }
                        }
                    });
                }
            }
        } catch (EPDeployException e) {
            throw new IllegalStateException("Esper does not run the patterns", e);
        }
    }

    private static EPCompiled compiled(String module, Configuration configuration) {
        try {
            return EPCompilerProvider.getCompiler().compile(module, new CompilerArguments(configuration));
        } catch (EPCompileException e) {
            throw new IllegalStateException("Esper does not read the patterns: " + module, e);
        }
    }

    private static String text(String pattern, EventBean match) {
        List<String> ids = new ArrayList<>();
        for (String name : match.getEventType().getPropertyNames()) {
            ids.add(match.get(name).toString());
        }
        return Simulation.match(pattern, ids);
    }

    /** One event of the list, whose turn it is. */
    void on(Play play) {
        runtime.getEventService().advanceTime(play.at);
        runtime.getEventService().sendEventBean(play, "Play");
    }

    long matches() {
        return matches;
    }

    private static String module(List<Sketch> sketches, Form form) {
        String statements =
                sketches.stream().map(sketch -> statement(sketch, form)).collect(Collectors.joining());
        return switch (form) {
            case JOINED -> statements;
            case CONTEXT -> "@name('context') " + CONTEXT + statements;
        };
    }

    private static String statement(Sketch sketch, Form form) {
        List<String> aliases = new ArrayList<>(List.of("a"));
        StringBuilder rest = new StringBuilder();
        String player = form == Form.JOINED ? "player = a.player" : "";
        String channel = sketch.sameChannel() ? "channel = a.channel" : "";
        for (Stage stage : sketch.stages().subList(1, sketch.stages().size())) {
            String step = step(stage, List.of(player, channel), aliases);
            rest.append(rest.isEmpty() ? "" : " -> ")
                    .append(
                            stage.within() == 0
                                    ? step
                                    : "(%s where timer:within(%d msec))".formatted(step, stage.within()));
        }
        return "@name('%s') %sselect %s from pattern [every a=Play(%s) -> ((%s) where timer:within(%d msec))];%n"
                .formatted(
                        sketch.id(),
                        form == Form.CONTEXT ? "context PerPlayer " : "",
                        aliases.stream()
                                .map(alias -> alias + ".id as " + order(aliases.indexOf(alias)))
                                .collect(Collectors.joining(", ")),
                        filter(sketch.stages().get(0).asked(), List.of()),
                        rest,
                        Sketch.WITHIN);
    }

    /** Columns in the order of the events. */
    private static String order(int index) {
        return String.format(Locale.ROOT, "e%02d", index);
    }

    private static String step(Stage stage, List<String> same, List<String> aliases) {
        StringBuilder step = new StringBuilder("(");
        for (int i = 0; i < stage.times(); i++) {
            String alias = stage.times() == 1 ? stage.alias() : stage.alias() + (i + 1);
            aliases.add(alias);
            String taken = "%s=Play(%s)".formatted(alias, filter(stage.asked(), same));
            List<String> kills = new ArrayList<>();
            if (i == 0 && stage.without() != null) {
                kills.add(filter(stage.without(), same));
            }
            if (i > 0 && stage.brokenBy() != null) {
                kills.add(filter(stage.brokenBy(), same));
            }
            if (i > 0 && stage.inARow()) {
                Asked ofItsTypes = new Asked(stage.asked().types(), List.of());
                kills.add(filter(ofItsTypes, same) + " and not (" + clauses(stage.asked()) + ")");
            }
            step.append(i == 0 ? "" : " -> ").append("(").append(taken);
            kills.forEach(kill -> step.append(" and not Play(").append(kill).append(")"));
            step.append(")");
        }
        return step.append(")").toString();
    }

    private static String filter(Asked asked, List<String> same) {
        List<String> all = new ArrayList<>();
        if (!asked.types().contains("activity")) {
            all.add(
                    asked.types().size() == 1
                            ? "type = '" + asked.types().get(0) + "'"
                            : "type in ('" + String.join("', '", asked.types()) + "')");
        }
        same.stream().filter(text -> !text.isEmpty()).forEach(all::add);
        if (!asked.clauses().isEmpty()) {
            all.add(clauses(asked));
        }
        return String.join(" and ", all);
    }

    private static String clauses(Asked asked) {
        return asked.clauses().stream().map(Clause::epl).collect(Collectors.joining(" and "));
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
