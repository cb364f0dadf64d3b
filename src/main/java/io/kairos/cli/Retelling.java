package io.kairos.cli;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.TagChange;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Protections.Feed;
import io.kairos.player.Core;
import io.kairos.player.Rules;
import io.kairos.player.Trail;
import java.nio.file.Path;
import java.util.List;

/** What a playbook makes of a player's events: the core takes the steps again, and a {@link Trail} looks on. */
final class Retelling extends Backtest.Log {
    private static final Path NOWHERE = Path.of("events");
    private final Story story;
    private final Trail trail;

    private Retelling(Story story, Trail trail) {
        this.story = story;
        this.trail = trail;
    }

    /**
     * What else there is to know.
     *
     * @param trail how far the pattern came that was asked about; null for none
     * @param unheard feeds that had fallen silent throughout
     */
    record Told(Trail trail, List<Feed> unheard) {}

    /**
     * Tells it all again.
     *
     * @param story takes what is decided
     * @param asked the pattern that is looked at closely; null for none
     */
    static Told tell(Recording recording, Playbook playbook, Pattern asked, Story story) {
        Trail trail = asked == null ? null : new Trail(story.player(), asked, playbook.vocabulary());
        try (MatcherFactory factory = new CompactMatcherFactory()) {
            Rules rules = Rules.of(playbook, factory, Core.Settings.DEFAULT);
            Backtest steps = new Backtest(rules, new Retelling(story, trail), new Core(trail));
            long number = 0;
            for (PlayerEvent event : recording.all()) {
                number++;
                steps.on(event, new EventFiles.Line(NOWHERE, number, ""));
            }
            steps.timeIs(recording.latest());
            if (trail != null) {
                trail.end(steps.memory(story.player()), rules);
            }
            return new Told(trail, steps.unheard());
        }
    }

    @Override
    public void moment(Decision decision) {
        if (trail != null) {
            trail.moment(decision);
        }
    }

    @Override
    public void decision(Decision decision) {
        story.decision(decision.fields());
    }

    @Override
    public void offer(OfferRecord offer) {
        story.offer(offer.fields());
    }

    @Override
    public void tag(TagChange change) {
        story.tag(change.fields());
    }

    @Override
    public void erased(Erasure erasure) {}

    @Override
    public void refuse(DeadLetter.Reason reason, String detail) {}

    @Override
    public void refuse(DeadLetter.Reason reason, String detail, EventFiles.Line line) {}

    @Override
    public void atHand(PlayerEvent event, EventFiles.Line line) {}

    @Override
    public void count(String counter, String of) {}
}
