package io.kairos.playbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * States in which only some classes are sent.
 *
 * @param standing those that a player's own facts begin and end, in the order in which they are written
 * @param feeds those of everybody: a feed of facts has fallen silent
 * @param byType the standing ones that events of a type concern
 */
public record Protections(List<Protection> standing, List<Feed> feeds, Map<String, List<Protection>> byType) {
    public static final Protections NONE = of(List.of(), List.of());

    /**
     * A standing state of the player, read from facts.
     *
     * @param from it begins, or if {@code latest} is given, says whether it holds
     * @param to it ends; null if only time ends it
     * @param until the attribute of {@code from} that says until when (a time; null in the event: see {@code lasts})
     * @param lasts how long it lasts where {@code until} does not say, milliseconds; 0 for ever
     * @param latest the boolean attribute of {@code from} that says whether it holds ({@code while: {latest, of}}); null
     *     if every event of {@code from} begins it
     * @param kinds attributes that tell apart what stands side by side: a scope, a kind of block, a payment
     * @param per the one of them whose values nobody has listed; null for none
     * @param sends the classes that may still be sent
     */
    public record Protection(
            String id,
            Selector from,
            Selector to,
            String until,
            long lasts,
            String latest,
            List<String> kinds,
            String per,
            Set<OfferClass> sends) {

        /** When one that began at {@code time} and does not say until when ends, milliseconds. */
        public long endAfter(long time) {
            return lasts == 0 || time > Long.MAX_VALUE - lasts ? Long.MAX_VALUE : time + lasts;
        }
    }

    /**
     * An event for all that is missing: what it stands for may have happened and is not known.
     *
     * @param type never heard, it is missing
     * @param lasts it is missing so long after its time, milliseconds
     * @param licences of whose players it is asked, beside those of whom no licence is known; empty for all
     * @param sends the classes that may still be sent
     */
    public record Feed(String id, String type, long lasts, Set<String> licences, Set<OfferClass> sends) {
        /** Whether it is missing at {@code time}, for a player of this licence (null if none is known). */
        boolean isSilent(long time, String licence, Scope scope) {
            boolean asked = licences.isEmpty() || licence == null || licences.contains(licence);
            return asked && scope.heardAt(type, licence) <= time - lasts;
        }
    }

    public static Protections of(List<Protection> standing, List<Feed> feeds) {
        Map<String, List<Protection>> byType = new LinkedHashMap<>();
        for (Protection each : standing) {
            each.from()
                    .types()
                    .forEach(type -> byType.computeIfAbsent(type, any -> new ArrayList<>())
                            .add(each));
            if (each.to() != null) {
                for (String type : each.to().types()) {
                    List<Protection> those = byType.computeIfAbsent(type, any -> new ArrayList<>());
                    if (!those.contains(each)) {
                        those.add(each);
                    }
                }
            }
        }
        byType.replaceAll((type, those) -> List.copyOf(those));
        return new Protections(List.copyOf(standing), List.copyOf(feeds), Map.copyOf(byType));
    }

    /** The standing ones that an event of this type may begin or end: mostly none. */
    public List<Protection> concernedBy(String type) {
        return byType.getOrDefault(type, List.of());
    }

    /** The first feed that is silent at {@code time} and without which a class is not sent; null if there is none. */
    public Feed silent(OfferClass offerClass, long time, String licence, Scope scope) {
        for (Feed feed : feeds) {
            if (!feed.sends().contains(offerClass) && feed.isSilent(time, licence, scope)) {
                return feed;
            }
        }
        return null;
    }
}
