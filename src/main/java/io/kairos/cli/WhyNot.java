package io.kairos.cli;

import io.kairos.event.PlayerEvent;
import io.kairos.pattern.match.Inquiry;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Step;
import io.kairos.playbook.Suggestion;
import io.kairos.player.Trail;
import io.kairos.player.Trail.Attempt;
import io.kairos.player.Trail.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why a pattern said nothing to one player, as far as can be told: which guard stopped it, or how far it came. */
final class WhyNot {
    private static final int ATTEMPTS_SHOWN = 3;

    private final String pattern;
    private final WallClock clock;
    private final long from;
    private final long to;
    private final List<String> lines = new ArrayList<>();

    WhyNot(String pattern, WallClock clock, long from, long to) {
        this.pattern = pattern;
        this.clock = clock;
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
        say("`%s` came to %s:", pattern, Folder.count(decisions.size(), "moment"));
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

    private void tell(List<Map<String, Object>> decisions) {
        Set<String> advised = new TreeSet<>();
        for (Map<String, Object> decision : decisions) {
            String reason = Timeline.text(decision, "reason");
            say(
                    "  %s  %s: %s",
                    clock.both(Timeline.number(decision, "at")),
                    reason,
                    ReasonWords.sentence(reason, decision.get("detail")));
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

    void noPlaybook() {
        say("No moment of `%s` is recorded of him here.", pattern);
        say("How far it got can be told from the playbook and his events: give --playbook DIR and --events FILE.");
    }

    void noEvents() {
        say("No moment of `%s` is recorded of him here.", pattern);
        say("How far it got can be told from his events: give --events FILE.");
    }

    /** What came of his events when the playbook's steps were taken again. */
    void tell(Pattern asked, Playbook playbook, Trail trail, Story retold, Recording recording, boolean recorded) {
        List<Map<String, Object>> made = decisions(retold);
        if (!made.isEmpty()) {
            say(
                    "`%s` comes to %s when this playbook looks at his events again%s:",
                    pattern,
                    Folder.count(made.size(), "moment"),
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
        if (trail.begun() == 0) {
            notBegun(asked, playbook, trail);
            return;
        }
        List<Attempt> furthest = trail.furthest(ATTEMPTS_SHOWN);
        say("It began %s. It came furthest here:", trail.begun() == 1 ? "once" : trail.begun() + " times");
        furthest.forEach(attempt -> tell(attempt, asked.sequence().size()));
        say("Note: caps, consent and protection are asked only when a moment is complete.");
    }

    private void notBegun(Pattern asked, Playbook playbook, Trail trail) {
        Set<String> types = ((Step.Take) asked.sequence().get(0)).on().types();
        if (trail.refusedFirst().isEmpty()) {
            say("It never began: it begins with %s, and there was none.", String.join(" or ", new TreeSet<>(types)));
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
        String taken = attempt.taken().stream()
                .map(event -> event.type() + " " + clock.near(event.at(), first.at()))
                .collect(Collectors.joining(", "));
        say("  %s: %d of its %d steps done with %s.", clock.both(first.at()), attempt.stepsDone(), steps, taken);
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
        lines.add(line.formatted(values));
    }
}
