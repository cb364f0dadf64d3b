package io.kairos.pattern;

import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A pattern and a stream it was tried on; it can be made smaller, and says in words what it is. */
record Tried(Pattern pattern, List<Beat> beats) {

    /** The smallest that can be had from this one by leaving out one thing after another while it stays remarkable. */
    Tried shrunk(Predicate<Tried> remarkable) {
        Tried smallest = this;
        for (Tried next = this; next != null; ) {
            smallest = next;
            next = smallest.smaller().stream().filter(remarkable).findFirst().orElse(null);
        }
        return smallest;
    }

    private List<Tried> smaller() {
        List<Tried> smaller = new ArrayList<>();
        for (int many = beats.size() / 2; many > 0; many /= 2) {
            for (int i = 0; i + many <= beats.size(); i += many) {
                List<Beat> fewer = new ArrayList<>(beats);
                fewer.subList(i, i + many).clear();
                smaller.add(new Tried(pattern, fewer));
            }
        }
        List<Step> steps = pattern.sequence();
        for (int i = 0; i < steps.size(); i++) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(i);
            if (isLegal(fewer)) {
                smaller.add(with(fewer, pattern.within(), pattern.same(), pattern.afterMatch()));
            }
            for (Step simpler : simpler(steps.get(i))) {
                List<Step> changed = new ArrayList<>(steps);
                changed.set(i, simpler);
                if (isLegal(changed)) {
                    smaller.add(with(changed, pattern.within(), pattern.same(), pattern.afterMatch()));
                }
            }
        }
        if (pattern.within() != null) {
            smaller.add(with(steps, null, pattern.same(), pattern.afterMatch()));
        }
        for (String field : pattern.same()) {
            List<String> fewer = new ArrayList<>(pattern.same());
            fewer.remove(field);
            smaller.add(with(steps, pattern.within(), fewer, pattern.afterMatch()));
        }
        if (pattern.afterMatch() == Pattern.AfterMatch.RESTART) {
            smaller.add(with(steps, pattern.within(), pattern.same(), Pattern.AfterMatch.OVERLAP));
        }
        for (int i = 0; i < beats.size(); i++) {
            for (Beat simpler : simpler(beats.get(i))) {
                List<Beat> changed = new ArrayList<>(beats);
                changed.set(i, simpler);
                smaller.add(new Tried(pattern, changed));
            }
        }
        return smaller;
    }

    private Tried with(List<Step> steps, Long within, List<String> same, Pattern.AfterMatch afterMatch) {
        Sketch sketch = new Sketch().same(same.toArray(String[]::new));
        steps.forEach(sketch::add);
        if (within != null) {
            sketch.within(within);
        }
        if (afterMatch == Pattern.AfterMatch.OVERLAP) {
            sketch.overlap();
        }
        return new Tried(sketch.pattern(), beats);
    }

    private static boolean isLegal(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            if (steps.get(i) instanceof Step.No no) {
                if (i == 0 || steps.get(i - 1) instanceof Step.No || last && no.lasting() == null) {
                    return false;
                }
                if (!last && no.orUntil() != null) {
                    return false;
                }
            } else if (((Step.Take) steps.get(i)).optional()
                    && (i == 0 || last || steps.get(i + 1) instanceof Step.No)) {
                return false;
            }
        }
        return !steps.isEmpty();
    }

    private static List<Step> simpler(Step step) {
        List<Step> simpler = new ArrayList<>();
        if (step instanceof Step.No no) {
            if (no.orUntil() != null) {
                simpler.add(new Step.No(no.what(), no.lasting(), null));
            }
            if (no.lasting() != null) {
                simpler.add(new Step.No(no.what(), null, no.orUntil()));
                if (!(no.lasting() instanceof Step.Wait.For)) {
                    simpler.add(new Step.No(no.what(), new Step.Wait.For(3), no.orUntil()));
                }
            }
            fewer(no.what()).forEach(what -> simpler.add(new Step.No(what, no.lasting(), no.orUntil())));
        } else if (step instanceof Step.Take take) {
            int most = take.atMost();
            if (most > take.atLeast()) {
                simpler.add(
                        like(take, take.on(), take.atLeast(), take.atLeast()).step());
            }
            if (most == Step.Take.UNBOUNDED) {
                simpler.add(like(take, take.on(), take.atLeast(), take.atLeast() + 1)
                        .step());
            }
            if (take.atLeast() > 1) {
                simpler.add(like(take, take.on(), take.atLeast() - 1, most == Step.Take.UNBOUNDED ? most : most - 1)
                        .step());
            }
            Sketch.On as = like(take, take.on(), take.atLeast(), most);
            simpler.add(as.brokenBy(null).step());
            simpler.add(
                    like(take, take.on(), take.atLeast(), most).inARow(false).step());
            simpler.add(like(take, take.on(), take.atLeast(), most)
                    .immediately(false)
                    .step());
            simpler.add(
                    like(take, take.on(), take.atLeast(), most).optional(false).step());
            simpler.add(like(take, take.on(), take.atLeast(), most).within(null).step());
            simpler.add(like(take, take.on(), take.atLeast(), most).same().step());
            simpler.add(
                    like(take, take.on(), take.atLeast(), most).different(null).step());
            simpler.removeIf(take::equals);
            fewer(take.on())
                    .forEach(on -> simpler.add(
                            like(take, on, take.atLeast(), take.atMost()).step()));
        }
        return simpler;
    }

    private static List<Selector> fewer(Selector selector) {
        return selector.choices().size() < 2
                ? List.of()
                : selector.choices().stream()
                        .map(choice -> new Selector(List.of(choice)))
                        .toList();
    }

    private static Sketch.On like(Step.Take take, Selector on, int atLeast, int atMost) {
        return Sketch.on(on)
                .as(take.alias())
                .times(atLeast, atMost)
                .brokenBy(take.brokenBy())
                .inARow(take.inARow())
                .immediately(take.immediately())
                .optional(take.optional())
                .within(take.within())
                .same(take.same().toArray(String[]::new))
                .different(take.different());
    }

    private static List<Beat> simpler(Beat beat) {
        List<Beat> simpler = new ArrayList<>();
        for (String feature : beat.features().keySet()) {
            Map<String, Object> fewer = new TreeMap<>(beat.features());
            fewer.remove(feature);
            simpler.add(new Beat(beat.event(), fewer));
        }
        PlayerEvent event = beat.event();
        for (String attribute : event.attributes().keySet()) {
            if (!attribute.equals("outcome")) {
                Map<String, Object> fewer = new TreeMap<>(event.attributes());
                fewer.remove(attribute);
                simpler.add(new Beat(
                        new PlayerEvent(
                                event.eventId(),
                                event.playerId(),
                                null,
                                event.type(),
                                event.at(),
                                event.sessionId(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                fewer),
                        beat.features()));
            }
        }
        return simpler;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : pattern.sequence()) {
            text.append("\n  - ").append(step instanceof Step.No no ? text(no) : text((Step.Take) step));
        }
        text.append("\n  within ").append(pattern.within());
        text.append(", same ").append(pattern.same()).append(", ").append(pattern.afterMatch());
        for (Beat beat : beats) {
            PlayerEvent event = beat.event();
            text.append("\n  ").append(event.at()).append(' ').append(event.eventId());
            text.append(' ').append(new TreeMap<>(event.attributes()));
            text.append(' ').append(event.sessionId()).append(' ').append(new TreeMap<>(beat.features()));
        }
        return text.toString();
    }

    private static String text(Step.No no) {
        String orUntil = no.orUntil() == null ? "" : " or until " + text(no.orUntil());
        return "no " + text(no.what()) + (no.lasting() == null ? "" : " lasting " + no.lasting()) + orUntil;
    }

    private static String text(Step.Take take) {
        String most = take.atMost() == Step.Take.UNBOUNDED ? "any" : "" + take.atMost();
        return text(take.on())
                + (take.atMost() == 1 ? "" : ", " + take.atLeast() + " to " + most + " times")
                + (take.brokenBy() == null ? "" : ", broken by " + text(take.brokenBy()))
                + (take.inARow() ? ", in a row" : "")
                + (take.immediately() ? ", immediately" : "")
                + (take.optional() ? ", optional" : "")
                + (take.within() == null ? "" : ", within " + take.within())
                + (take.same().isEmpty() ? "" : ", same " + take.same())
                + (take.different() == null ? "" : ", different " + take.different())
                + ", as " + take.alias();
    }

    private static String text(Selector selector) {
        return selector.choices().stream()
                .map(choice -> choice.type()
                        + choice.conditions().stream()
                                .map(condition -> " (" + condition + ")")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(" | "));
    }
}
