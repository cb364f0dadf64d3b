package io.kairos.playbook;

import io.kairos.playbook.Selector.Choice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is said together: the message of an offer, the reason of each pattern that lists it and the text of the stop button
 * are read in one language, there always is a reason, and who withdraws is not asked to stay.
 */
final class Sayings {
    private static final Selector WITHDRAWAL = new Selector(List.of(new Choice("withdrawal_requested", List.of())));

    private final Draft draft;
    private final Problems problems;
    private final PlainWords plainWords;

    Sayings(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
        this.plainWords = new PlainWords(problems);
    }

    void check(List<PatternReader.Read> patterns, Map<String, OfferTemplate> offers, Speech speech) {
        for (PatternReader.Read read : patterns) {
            List<OfferTemplate> listed = new ArrayList<>();
            read.pattern().offers().forEach(entry -> {
                OfferTemplate offer = offers.get(entry.offer());
                if (offer != null) {
                    listed.add(offer);
                    offer.variants().forEach(variant -> listed.add(variant.what()));
                }
            });
            if (listed.isEmpty()) {
                continue;
            }
            Item because = read.item().get("because");
            if (because == null && !read.item().has("because")) {
                problems.add(
                        read.item().key("offers"),
                        read.pattern().id() + " sends offers and gives no reason",
                        "say in one plain sentence what the player did: because: You looked at your balance.");
            }
            for (OfferTemplate offer : listed) {
                wholeIn(read.pattern().because(), because, "`because`", offer);
            }
            if (Growth.of(read, WITHDRAWAL, draft) != null) {
                askNobodyToStay(read, because);
            }
        }
        Item policy = draft.file("policy.yaml");
        Item words = policy == null ? null : policy.get("words");
        for (OfferTemplate offer : offers.values()) {
            wholeIn(speech.stop(), words == null ? null : words.get("stop"), "`stop`", offer);
            if (words == null || !words.has("locale")) {
                nobodyReads(offer);
            }
        }
    }

    private void nobodyReads(OfferTemplate offer) {
        Item message = draft.entries("offers.yaml", "offers").get(offer.id()).get("message");
        for (String language :
                WordingReader.texts(message, draft.defaultLanguage()).keySet()) {
            if (!language.equals(draft.defaultLanguage())) {
                problems.add(
                        message,
                        "nobody would read the text in `" + language
                                + "`: the policy does not say what a player's language is",
                        "give policy.yaml words: { locale: ... }, as in language_now");
            }
        }
    }

    /** Whoever reads a message in his language reads all of the offer in it. */
    private void wholeIn(Wording other, Item at, String what, OfferTemplate offer) {
        if (other == null || offer.message() == null) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>(offer.message().languages());
        missing.removeAll(other.languages());
        if (!missing.isEmpty()) {
            problems.add(
                    at,
                    what + " is not written in `" + String.join("`, `", missing) + "`, and the message of `"
                            + offer.id() + "` is",
                    "one offer is read in one language");
        }
    }

    private void askNobodyToStay(PatternReader.Read read, Item because) {
        String pattern = read.pattern().id();
        askNobodyToStay(because, pattern);
        for (Pattern.OfferEntry entry : read.pattern().offers()) {
            Item offer = draft.entries("offers.yaml", "offers").get(entry.offer());
            if (offer == null || offer.isBad()) {
                continue;
            }
            askNobodyToStay(offer.get("message"), pattern);
            Item variants = offer.get("variants");
            if (variants != null) {
                variants.entries().keySet().forEach(name -> {
                    Item variant = variants.get(name);
                    askNobodyToStay(variant == null ? null : variant.get("message"), pattern);
                });
            }
        }
    }

    private void askNobodyToStay(Item wording, String pattern) {
        WordingReader.texts(wording, draft.defaultLanguage())
                .forEach((language, text) -> plainWords.checkForWithdrawal(text, language, pattern));
    }
}
