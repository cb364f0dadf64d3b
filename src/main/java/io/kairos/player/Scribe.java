package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.Chosen;
import io.kairos.offer.Decider;
import io.kairos.offer.Decision;
import io.kairos.offer.Moment;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.offer.Situation;
import io.kairos.offer.TagChange;
import io.kairos.offer.TagChange.Change;
import io.kairos.offer.Verdict;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Tag;
import io.kairos.player.TagShelf.Worn;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes down what happened to one player: the records of the topics, and what Kairos noticed as events. */
final class Scribe {
    private final View view;
    private final Speaker speaker;
    private PlayerMemory memory;
    private Playbook playbook;

    Scribe(View view) {
        this.view = view;
        this.speaker = new Speaker(view);
    }

    /** Turns to a player. */
    void begin(PlayerMemory player, Playbook inForce) {
        memory = player;
        playbook = inForce;
    }

    /** A moment is an event whose attributes are its facts. */
    PlayerEvent event(Moment moment) {
        return memory.envelope.event(
                moment.id(), memory.playerId, moment.pattern().id(), moment.time(), moment.facts());
    }

    /** The end of an offer is an event. */
    PlayerEvent event(OfferRecord ended) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("offer", ended.offer());
        attributes.put("pattern", ended.pattern());
        attributes.put("class", ended.offerClass());
        attributes.put("status", ended.status().name());
        return memory.envelope.event(
                ended.offerId() + "/" + ended.status(), memory.playerId, "offer_ended", ended.at(), attributes);
    }

    Decision decision(Noticed it, Verdict verdict, Situation situation) {
        Moment moment = it.moment();
        Chosen chosen = verdict.chosen();
        return new Decision(
                moment.id(),
                memory.playerId,
                it.pattern().id(),
                moment.time(),
                situation.decidedAt(),
                verdict.reason(),
                verdict.detail(),
                it.witness().matched(it.steps()),
                moment.facts(),
                featuresLookedAt(it),
                memory.tags.names(),
                verdict.candidates(),
                Decider.counters(moment, situation),
                chosen == null ? null : moment.offerId(chosen.offer().id()),
                chosen == null ? null : chosen.channel(),
                chosen == null ? it.pattern().arm() : chosen.arm(),
                it.pattern().mode().name(),
                playbook.version());
    }

    private Map<String, Object> featuresLookedAt(Noticed it) {
        Map<String, Object> looked = new LinkedHashMap<>();
        for (String id : it.active().features()) {
            Object value = memory.features.value(id, memory.clock);
            looked.put(id, value instanceof Long never && never == Long.MAX_VALUE ? null : value);
        }
        return looked;
    }

    /** The offer a moment becomes, as it is issued. */
    OfferRecord offer(Noticed it, Chosen chosen) {
        OfferTemplate template = chosen.offer();
        Moment moment = it.moment();
        Pattern pattern = it.pattern();
        view.of(null, it.witness());
        String offerId = moment.offerId(template.id());
        long expiresAt = Math.min(moment.time() + template.lasts(), Decider.notAfter(pattern, view));
        return new OfferRecord(
                offerId,
                moment.id(),
                memory.playerId,
                Status.ISSUED,
                null,
                moment.time(),
                template.id(),
                template.offerClass().name().toLowerCase(Locale.ROOT),
                template.value(),
                template.requires(),
                template.channels(),
                chosen.channel(),
                pattern.priority(),
                speaker.words(moment, template, expiresAt, playbook.policy().speech()),
                chosen.alternatives(),
                moment.facts(),
                moment.time(),
                expiresAt,
                pattern.id(),
                pattern.stage(),
                chosen.arm(),
                playbook.version());
    }

    TagChange tag(Worn tag, Change change, long until, String cause) {
        Tag declared = playbook.tags().get(tag.tag());
        return new TagChange(
                memory.playerId,
                tag.tag(),
                change,
                memory.clock,
                until,
                change == Change.LOST ? 0 : tag.level(),
                cause,
                declared == null ? null : declared.tells(),
                memory.tags.current(),
                playbook.version());
    }
}
