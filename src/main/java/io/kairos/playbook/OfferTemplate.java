package io.kairos.playbook;

import java.util.List;
import java.util.Set;

/**
 * What may be sent.
 *
 * @param lasts how long it stands, milliseconds
 * @param value what it is worth, in no currency; 0 if nothing
 * @param requires what the player must do for it ({@code deposit}, {@code bet}); null for nothing
 * @param eligible he may have it; null for always
 * @param applicable it makes sense now; null for always
 * @param suitable it is right for him; null for always
 * @param needs the facts a pattern that lists it must give
 * @param weight what the analyst gives it when offers are ranked
 * @param group offers that are much alike have the same; null for one of its own
 * @param alternatives other offers to point to
 * @param arm which variant of the offer this is; null if there is one only
 * @param variants the same offer as some players get it; they have its id and no variants of their own
 */
public record OfferTemplate(
        String id,
        OfferClass offerClass,
        long lasts,
        List<String> channels,
        double value,
        String requires,
        Expression eligible,
        Expression applicable,
        Expression suitable,
        Set<String> needs,
        List<Cap> caps,
        Terms terms,
        double weight,
        String group,
        List<String> alternatives,
        Wording message,
        String arm,
        List<Variant<OfferTemplate>> variants) {

    /** The same, shown on these channels only. */
    public OfferTemplate on(List<String> fewer) {
        return new OfferTemplate(
                id,
                offerClass,
                lasts,
                fewer,
                value,
                requires,
                eligible,
                applicable,
                suitable,
                needs,
                caps,
                terms,
                weight,
                group,
                alternatives,
                message,
                arm,
                variants);
    }
}
