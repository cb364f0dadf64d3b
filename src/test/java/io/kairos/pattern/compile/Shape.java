package io.kairos.pattern.compile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.cep.Event;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.WithinType;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/**
 * A pattern of Flink's as data: it can be drawn at random, shown, and made smaller.
 *
 * @param within from the first event to the last, milliseconds; 0 for no limit
 */
record Shape(List<Stage> stages, int within) {

    enum Link {
        NEXT,
        FOLLOWED_BY,
        FOLLOWED_BY_ANY,
        NOT_NEXT,
        NOT_FOLLOWED_BY
    }

    /** Between the repetitions of one stage. */
    enum Inner {
        RELAXED,
        CONSECUTIVE,
        COMBINATIONS
    }

    /** @param to 0 if there is no quantifier, -1 if there is no end */
    record Times(int from, int to) {
        static final Times ONCE = new Times(1, 0);

        boolean isOnce() {
            return to == 0;
        }

        @Override
        public String toString() {
            return isOnce() ? "" : "{" + from + "," + (to < 0 ? "" : to) + "}";
        }
    }

    /**
     * A stage, or a group of stages.
     *
     * @param where null for any event
     * @param until null for none
     * @param window since the event before, milliseconds; 0 for no limit
     * @param group empty for a stage
     */
    record Stage(
            String name,
            Link link,
            Times times,
            boolean optional,
            boolean greedy,
            Inner inner,
            Filter where,
            Filter until,
            int window,
            List<Stage> group) {

        @Override
        public String toString() {
            return link.name().toLowerCase() + " " + (group.isEmpty() ? name + "[" + where + "]" : group) + times
                    + (inner == Inner.RELAXED ? "" : " " + inner.name().toLowerCase())
                    + (greedy ? " greedy" : "")
                    + (optional ? " optional" : "")
                    + (until == null ? "" : " until " + until)
                    + (window == 0 ? "" : " window " + window);
        }

        private List<Stage> smaller() {
            List<Stage> smaller = new ArrayList<>();
            for (List<Stage> fewer : Shape.smaller(group)) {
                smaller.add(with(times, optional, greedy, inner, where, until, window, fewer));
            }
            if (!times.isOnce()) {
                smaller.add(with(Times.ONCE, optional, false, Inner.RELAXED, where, null, window, group));
                if (times.from > 1) {
                    smaller.add(with(
                            new Times(times.from - 1, times.to), optional, greedy, inner, where, until, window, group));
                }
                if (times.to > times.from) {
                    smaller.add(with(
                            new Times(times.from, times.to - 1), optional, greedy, inner, where, until, window, group));
                }
            }
            if (optional) {
                smaller.add(with(times, false, greedy, inner, where, until, window, group));
            }
            if (greedy) {
                smaller.add(with(times, optional, false, inner, where, until, window, group));
            }
            if (inner != Inner.RELAXED) {
                smaller.add(with(times, optional, greedy, Inner.RELAXED, where, until, window, group));
            }
            if (until != null) {
                smaller.add(with(times, optional, greedy, inner, where, null, window, group));
                for (Filter simpler : until.simpler()) {
                    smaller.add(with(times, optional, greedy, inner, where, simpler, window, group));
                }
            }
            if (where != null) {
                for (Filter simpler : where.simpler()) {
                    smaller.add(with(times, optional, greedy, inner, simpler, until, window, group));
                }
            }
            if (window > 0) {
                smaller.add(with(times, optional, greedy, inner, where, until, 0, group));
            }
            return smaller;
        }

        private Stage with(
                Times times,
                boolean optional,
                boolean greedy,
                Inner inner,
                Filter where,
                Filter until,
                int window,
                List<Stage> group) {
            return new Stage(name, link, times, optional, greedy, inner, where, until, window, group);
        }

        private Pattern<Event, Event> quantified(Pattern<Event, Event> pattern) {
            Pattern<Event, Event> quantified = pattern;
            if (where != null) {
                quantified = quantified.where(where);
            }
            Duration since = window == 0 ? null : Duration.ofMillis(window);
            if (times.isOnce()) {
                quantified = quantified.within(since, WithinType.PREVIOUS_AND_CURRENT);
            } else if (times.to < 0) {
                quantified = times.from == 1 ? quantified.oneOrMore(since) : quantified.timesOrMore(times.from, since);
            } else {
                quantified = times.to == times.from
                        ? quantified.times(times.from, since)
                        : quantified.times(times.from, times.to, since);
            }
            quantified = switch (inner) {
                case RELAXED -> quantified;
                case CONSECUTIVE -> quantified.consecutive();
                case COMBINATIONS -> quantified.allowCombinations();
            };
            if (greedy) {
                quantified = quantified.greedy();
            }
            if (optional) {
                quantified = quantified.optional();
            }
            return until == null ? quantified : quantified.until(until);
        }
    }

    /** What a condition asks of what another stage has taken. */
    enum Question {
        NOTHING,
        EVEN,
        RISING,
        LITTLE
    }

    /** An event whose name is one of the letters, and what is matched so far is such. */
    static final class Filter extends IterativeCondition<Event> {
        private static final long serialVersionUID = 1;

        private final String letters;
        private final Question question;
        private final String of;

        Filter(String letters, Question question, String of) {
            this.letters = letters;
            this.question = question;
            this.of = of;
        }

        @Override
        public boolean filter(Event event, Context<Event> context) throws Exception {
            if (!letters.contains(event.getName())) {
                return false;
            }
            int count = 0;
            double sum = 0;
            double last = 0;
            if (question != Question.NOTHING) {
                for (Event taken : context.getEventsForPattern(of)) {
                    count++;
                    sum += taken.getPrice();
                    last = taken.getPrice();
                }
            }
            return switch (question) {
                case NOTHING -> true;
                case EVEN -> count % 2 == 0;
                case RISING -> last <= event.getPrice();
                case LITTLE -> sum + event.getPrice() < 5;
            };
        }

        private List<Filter> simpler() {
            return question == Question.NOTHING ? List.of() : List.of(new Filter(letters, Question.NOTHING, of));
        }

        @Override
        public String toString() {
            return letters
                    + (question == Question.NOTHING ? "" : " " + question.name().toLowerCase() + " " + of);
        }
    }

    /** @throws RuntimeException if Flink does not take such a pattern */
    Pattern<Event, Event> pattern() {
        Pattern<Event, Event> pattern = chain(stages);
        return within == 0 ? pattern : pattern.within(Duration.ofMillis(within));
    }

    private static Pattern<Event, Event> chain(List<Stage> stages) {
        Pattern<Event, Event> pattern = null;
        for (Stage stage : stages) {
            if (!stage.group.isEmpty()) {
                Pattern<Event, Event> group = chain(stage.group);
                pattern = stage.quantified(
                        pattern == null
                                ? Pattern.begin(group)
                                : switch (stage.link) {
                                    case NEXT -> pattern.next(group);
                                    case FOLLOWED_BY, NOT_NEXT, NOT_FOLLOWED_BY -> pattern.followedBy(group);
                                    case FOLLOWED_BY_ANY -> pattern.followedByAny(group);
                                });
            } else {
                pattern = stage.quantified(
                        pattern == null
                                ? Pattern.begin(stage.name)
                                : switch (stage.link) {
                                    case NEXT -> pattern.next(stage.name);
                                    case FOLLOWED_BY -> pattern.followedBy(stage.name);
                                    case FOLLOWED_BY_ANY -> pattern.followedByAny(stage.name);
                                    case NOT_NEXT -> pattern.notNext(stage.name);
                                    case NOT_FOLLOWED_BY -> pattern.notFollowedBy(stage.name);
                                });
            }
        }
        return pattern;
    }

    /** The same with one thing less. */
    List<Shape> smaller() {
        List<Shape> smaller = new ArrayList<>();
        for (List<Stage> fewer : smaller(stages)) {
            if (!fewer.isEmpty()) {
                smaller.add(new Shape(fewer, within));
            }
        }
        if (within > 0) {
            smaller.add(new Shape(stages, 0));
        }
        return smaller;
    }

    private static List<List<Stage>> smaller(List<Stage> stages) {
        List<List<Stage>> smaller = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            if (stages.size() > 1) {
                List<Stage> fewer = new ArrayList<>(stages);
                fewer.remove(i);
                smaller.add(fewer);
            }
            if (!stages.get(i).group.isEmpty()) {
                List<Stage> flat = new ArrayList<>(stages);
                flat.remove(i);
                flat.addAll(i, stages.get(i).group);
                smaller.add(flat);
            }
            for (Stage simpler : stages.get(i).smaller()) {
                List<Stage> same = new ArrayList<>(stages);
                same.set(i, simpler);
                smaller.add(same);
            }
        }
        return smaller;
    }

    boolean hasBothWindows() {
        return within > 0 && hasWindow(stages);
    }

    private static boolean hasWindow(List<Stage> stages) {
        return stages.stream().anyMatch(stage -> stage.window > 0 || hasWindow(stage.group));
    }

    @Override
    public String toString() {
        return stages.stream().map(Stage::toString).collect(Collectors.joining("; "))
                + (within == 0 ? "" : "; within " + within);
    }

    static Shape random(Random random) {
        int[] names = {0};
        List<Stage> stages = stages(random, 1 + random.nextInt(4), names, 2);
        return new Shape(stages, random.nextBoolean() ? 3 + random.nextInt(10) : 0);
    }

    private static List<Stage> stages(Random random, int size, int[] names, int depth) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            stages.add(stage(random, i == 0, names, depth));
        }
        return stages;
    }

    private static Stage stage(Random random, boolean first, int[] names, int depth) {
        String name = "s" + names[0]++;
        Link link = first ? Link.FOLLOWED_BY : Link.values()[random.nextInt(5)];
        boolean not = link == Link.NOT_NEXT || link == Link.NOT_FOLLOWED_BY;
        if (not) {
            return new Stage(
                    name,
                    link,
                    Times.ONCE,
                    false,
                    false,
                    Inner.RELAXED,
                    filter(random, names[0]),
                    null,
                    random.nextInt(8) == 0 ? 2 + random.nextInt(4) : 0,
                    List.of());
        }
        List<Stage> group = depth > 0 && random.nextInt(6) == 0
                ? stages(random, 1 + random.nextInt(3), names, depth - 1)
                : List.of();
        int least = 1 + random.nextInt(3);
        Times times = switch (random.nextInt(8)) {
            case 0 -> new Times(1, -1);
            case 1 -> new Times(least, -1);
            case 2 -> new Times(least, least);
            case 3 -> new Times(least, least + 1 + random.nextInt(2));
            default -> Times.ONCE;
        };
        Inner inner = times.isOnce() || random.nextBoolean() ? Inner.RELAXED : Inner.values()[random.nextInt(3)];
        return new Stage(
                name,
                link,
                times,
                random.nextInt(4) == 0,
                !times.isOnce() && group.isEmpty() && inner != Inner.COMBINATIONS && random.nextInt(3) == 0,
                inner,
                group.isEmpty() && random.nextInt(16) > 0 ? filter(random, names[0]) : null,
                times.to < 0 && random.nextInt(3) == 0 ? filter(random, names[0]) : null,
                group.isEmpty() && random.nextInt(8) == 0 ? 2 + random.nextInt(4) : 0,
                group);
    }

    private static Filter filter(Random random, int names) {
        String letters = new String[] {"a", "b", "c", "d", "ab", "bc", "abc"}[random.nextInt(7)];
        boolean asks = random.nextInt(4) == 0;
        Question question = asks ? Question.values()[1 + random.nextInt(3)] : Question.NOTHING;
        return new Filter(letters, question, "s" + random.nextInt(names));
    }
}
