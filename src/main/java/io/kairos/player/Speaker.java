package io.kairos.player;

import io.kairos.offer.Moment;
import io.kairos.offer.OfferRecord.Words;
import io.kairos.playbook.Notation;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Speech;
import io.kairos.playbook.Wording;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;

/** Says an offer to a player: in his language, as he writes figures, at the time his clock shows. */
final class Speaker {
    private final View view;

    Speaker(View view) {
        this.view = view;
    }

    /** The view stands at the moment. */
    Words words(Moment moment, OfferTemplate offer, long expiresAt, Speech speech) {
        Object known = speech.locale() == null ? null : speech.locale().value(view);
        Locale his = Wording.locale(known instanceof String tag ? tag : "");
        Wording because = moment.pattern().because();
        String language = Wording.choices(his, speech.defaultLanguage()).stream()
                .filter(offer.message().languages()::contains)
                .filter(choice -> because == null || because.languages().contains(choice))
                .findFirst()
                .orElseThrow();
        Locale spoken = Locale.forLanguageTag(language);
        Notation notation = new Notation(his.getLanguage().equals(spoken.getLanguage()) ? his : spoken, zone());
        return new Words(
                speech == Speech.PLAIN ? null : language,
                said(offer.message(), offer.needs(), language, notation, moment, expiresAt),
                because == null ? null : said(because, moment.facts().keySet(), language, notation, moment, expiresAt),
                speech.stop() == null ? null : said(speech.stop(), Set.of(), language, notation, moment, expiresAt));
    }

    /** @param facts which of the names are facts; what is none is a feature, whatever facts the pattern gives beside */
    private String said(
            Wording wording, Set<String> facts, String language, Notation notation, Moment moment, long expiresAt) {
        return wording.in(language)
                .render(
                        name -> switch (name) {
                            case "expires_at" -> expiresAt;
                            case "lasts" -> expiresAt - moment.time();
                            default -> facts.contains(name) ? moment.facts().get(name) : view.feature(name);
                        },
                        notation);
    }

    /** Where he is; null if that is not known, or no zone. */
    private ZoneId zone() {
        String zone = view.envelope("zone");
        try {
            return zone == null ? null : ZoneId.of(zone);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
