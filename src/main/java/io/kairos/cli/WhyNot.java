package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.Inquiry;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Durations;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Selector;
import io.kairos.playbook.Step;
import io.kairos.playbook.Suggestion;
import io.kairos.playbook.Variant;
import io.kairos.player.Trail;
import io.kairos.player.Trail.Attempt;
import io.kairos.player.Trail.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why a pattern said nothing to one player, as far as can be told: which guard stopped it, or how far it came. */
final class WhyNot {
    private static final int ATTEMPTS_SHOWN = 3;
    private static final int MOMENTS_SHOWN = 20;

    private final String pattern;
    private final WallClock clock;
    private final DecisionLines words;
    private final long from;
    private final long to;
    private final List<String> lines = new ArrayList<>();

    WhyNot(String pattern, WallClock clock, DecisionLines words, long from, long to) {
        this.pattern = pattern;
        this.clock = clock;
        this.words = words;
        this.from = from;
        this.to = to;
    }

    List<String> lines() {
        return lines;
    }

    /** What is recorded says it all; false if nothing is recorded of this pattern. */
    boolean isAnsweredBy(Story story) {
        List<Map<String, Object>> decisions = decisions(story);
        if (decisions.isEmpty()) {
            return false;
        }
        say("`%s` came to %s:", pattern, Folder.count(decisions.size(), "moment") + lastOf(decisions));
        tell(decisions);
        return true;
    }

    private List<Map<String, Object>> decisions(Story story) {
        return story.decisions().stream()
                .filter(decision -> pattern.equals(decision.get("pattern")))
                .filter(decision -> Timeline.number(decision, "at") >= from && Timeline.number(decision, "at") < to)
                .sorted(Comparator.comparingLong(decision -> Timeline.number(decision, "at")))
                .toList();
    }

    private static String lastOf(List<Map<String, Object>> decisions) {
        return decisions.size() > MOMENTS_SHOWN ? ", of which these are the last " + MOMENTS_SHOWN : "";
    }

    private void tell(List<Map<String, Object>> decisions) {
        Set<String> advised = new TreeSet<>();
        for (Map<String, Object> decision :
                decisions.subList(Math.max(0, decisions.size() - MOMENTS_SHOWN), decisions.size())) {
            String reason = Timeline.text(decision, "reason");
            List<String> said = words.of(decision);
            say("  %s  %s", clock.both(Timeline.number(decision, "at")), said.get(0));
            said.subList(1, said.size()).forEach(line -> say("      %s", line));
            if (advised.add(reason)) {
                ReasonWords.of(reason).ifPresent(known -> say("      What to do: %s", ReasonWords.advice(known)));
            }
        }
    }

    /** The pattern, if it runs; else says why it does not, or stops if there is none of that name. */
    Pattern running(Playbook playbook, Bundle bundle) {
        for (Pattern one : playbook.patterns()) {
            if (one.id().equals(pattern)) {
                return one;
            }
        }
        String file = "patterns/" + pattern + ".yaml";
        if (bundle.files().containsKey(file)) {
            say("`%s` is in the playbook and does not run: %s.", pattern, notRunning(playbook, file));
            return null;
        }
        throw Stop.wrongInput(
                "there is no pattern `%s` in the playbook; %s", pattern, Suggestion.of(pattern, ids(bundle)));
    }

    private static String notRunning(Playbook playbook, String file) {
        return playbook.refused().stream()
                .filter(refused -> refused.file().equals(file))
                .map(refused -> "this version of Kairos does not support " + refused.what())
                .findFirst()
                .orElse("its `mode` is paused, or a pattern it builds on does not run");
    }

    private static Collection<String> ids(Bundle bundle) {
        return bundle.files().keySet().stream()
                .filter(file -> file.startsWith("patterns/") && file.endsWith(".yaml"))
                .map(file -> file.substring("patterns/".length(), file.length() - ".yaml".length()))
                .toList();
    }

    void noPlaybook(Story story) {
        say("No moment of `%s` is recorded of him here.", pattern);
        if (!story.patterns().isEmpty() && !story.patterns().contains(pattern)) {
            say("Nor is one of anybody else: %s.", Suggestion.of(pattern, story.patterns()));
        }
        say("How far it got can be told from the playbook and his events: give --playbook DIR and --events FILE.");
    }

    void noEvents() {
        say("No moment of `%s` is recorded of him here.", pattern);
        say("How far it got can be told from his events: give --events FILE.");
    }

    /**
     * What came of his events when the playbook's steps were taken again.
     *
     * @param asked the pattern as he has it
     */
    void tell(Pattern asked, Playbook playbook, Trail trail, Story retold, Recording recording, boolean recorded) {
        List<Map<String, Object>> made = decisions(retold);
        if (!made.isEmpty()) {
            say(
                    "`%s` comes to %s when this playbook looks at his events again%s:",
                    pattern,
                    Folder.count(made.size(), "moment") + lastOf(made),
                    recorded ? ", though none is recorded: another version was in force, or records are missing" : "");
            tell(made);
            return;
        }
        List<PlayerEvent> own = recording.own();
        say(
                "`%s` came to no moment in %s of his, %s to %s.",
                pattern,
                Folder.count(own.size(), "event"),
                clock.both(own.get(0).at()),
                clock.both(own.get(own.size() - 1).at()));
        sayWhatItLooksFor(asked, trail);
        if (trail.begun() == 0) {
            notBegun(asked, playbook, trail);
            return;
        }
        List<Attempt> furthest = trail.furthest(ATTEMPTS_SHOWN);
        say("It began %s. It came furthest here:", trail.begun() == 1 ? "once" : trail.begun() + " times");
        furthest.forEach(attempt -> tell(attempt, trail.steps().size()));
        say("Note: caps, consent and protection are asked only when a moment is complete.");
    }

    private void sayWhatItLooksFor(Pattern asked, Trail trail) {
        if (asked.arm() != null) {
            say(
                    asked.arm().equals(Variant.BASE)
                            ? "There are variants of it; he has none of them."
                            : "He has its variant `" + asked.arm() + "`.");
        }
        say("It looks for:");
        for (int i = 0; i < trail.steps().size(); i++) {
            say("  %d. %s", i + 1, trail.steps().get(i));
        }
        if (asked.within() != null) {
            say("  all of it within %s", Durations.text(asked.within()));
        }
    }

    private void notBegun(Pattern asked, Playbook playbook, Trail trail) {
        Selector first = ((Step.Take) asked.sequence().get(0)).on();
        Set<String> types = first.types();
        if (trail.refusedFirst().isEmpty()) {
            say("It never began: it begins with %s, and there was none.", String.join(" or ", first.words()));
        } else {
            say("It never began: what it begins with was there, but did not fit. The last:");
            trail.refusedFirst().forEach(this::tell);
        }
        playbook.patterns().stream()
                .map(Pattern::id)
                .filter(types::contains)
                .forEach(id -> say("It builds on the moments of `%s`: ask --why-not %s.", id, id));
    }

    private void tell(Attempt attempt, int steps) {
        PlayerEvent first = attempt.taken().get(0);
        Map<String, List<Long>> taken = new LinkedHashMap<>();
        for (int i = 0; i < attempt.taken().size(); i++) {
            taken.computeIfAbsent(attempt.words().get(i), none -> new ArrayList<>())
                    .add(attempt.taken().get(i).at());
        }
        String said = taken.entrySet().stream()
                .map(word -> words.counted(word.getKey(), word.getValue(), first.at()))
                .collect(Collectors.joining(", "));
        say("  %s: %d of its %d steps done with %s.", clock.both(first.at()), attempt.stepsDone(), steps, said);
        say("      It needed next: %s.", attempt.waitedFor());
        switch (attempt.end()) {
            case BROKEN -> say("      Then %s %s.", event(attempt.by(), first.at()), attempt.because());
            case TOO_LATE ->
                say(
                        "      That did not come in time: at %s %s.",
                        clock.near(attempt.at(), first.at()), attempt.because());
            case DROPPED ->
                say(
                        "      It was dropped at %s: another match of the pattern was complete, or more had begun than are kept.",
                        clock.near(attempt.at(), first.at()));
            case WAITING -> say("      %s", waiting(attempt, first.at()));
        }
        attempt.refusals().forEach(this::tell);
    }

    private String waiting(Attempt attempt, long near) {
        if (attempt.completes()) {
            return "It still runs where the events end: it is complete at " + clock.near(attempt.at(), near)
                    + " if nothing comes.";
        }
        return "It still waits where the events end"
                + (attempt.at() == Inquiry.NEVER ? "." : ", until " + clock.near(attempt.at(), near) + ".");
    }

    private void tell(Refusal refusal) {
        say("      %s %s.", event(refusal.event(), refusal.event().at()), refusal.because());
    }

    private String event(PlayerEvent event, long near) {
        return event.type() + " at " + clock.near(event.at(), near);
    }

    private void say(String line, Object... values) {
        lines.add(values.length == 0 ? line : line.formatted(values));
    }
}
