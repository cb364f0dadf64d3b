package io.kairos.playbook;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything the analysts wrote, validated and compiled: one version of it.
 *
 * @param features by id, those they build on before them
 * @param featuresRead the features that something reads, directly or by way of another feature: only these are kept
 * @param featuresReadBefore those of which something reads what they were before the event at hand
 * @param patterns those that run, in running order: what a pattern builds on before it, then priority, then id
 * @param refused what is written correctly and not supported by this version of Kairos; it does not run
 */
public record Playbook(
        long version,
        String hash,
        Vocabulary vocabulary,
        Map<String, Feature> features,
        Set<String> featuresRead,
        Set<String> featuresReadBefore,
        Map<String, Tag> tags,
        Map<String, OfferTemplate> offers,
        Policy policy,
        List<Pattern> patterns,
        List<Refused> refused) {

    /** What is not supported yet: where it stands, and what it is. */
    public record Refused(String file, int line, String what) {}
}
