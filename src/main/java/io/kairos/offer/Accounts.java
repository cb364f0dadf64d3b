package io.kairos.offer;

import io.kairos.playbook.Cap;
import io.kairos.playbook.Licence;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Policy;
import io.kairos.playbook.Restraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is charged for an offer, and the caps that ask for it: one account for a pattern, one for an offer, one for
 * everything he sees but care, and one for care. Shadow patterns have accounts of their own.
 */
public final class Accounts {
    private static final String SHADOW = "shadow:";
    private static final String SEEN = "seen";
    private static final String CARE = "care";

    private final Map<String, List<Cap>> caps = new HashMap<>();

    public Accounts(Playbook playbook) {
        playbook.patterns().forEach(pattern -> put("pattern:" + pattern.id(), ofAllArms(pattern)));
        playbook.offers().values().forEach(offer -> put("offer:" + offer.id(), offer.caps()));
        put(SEEN, overAll(playbook.policy(), false));
        put(CARE, overAll(playbook.policy(), true));
    }

    private static List<Cap> ofAllArms(Pattern pattern) {
        return pattern.arms().stream().flatMap(arm -> arm.caps().stream()).toList();
    }

    private void put(String account, List<Cap> of) {
        caps.put(account, of);
        caps.put(SHADOW + account, of);
    }

    /** The caps an account is charged for; none if the playbook no longer has whose they were. */
    List<Cap> caps(String account) {
        return caps.getOrDefault(account, List.of());
    }

    /** Those of every licence are in it: a player may come to another. */
    private static List<Cap> overAll(Policy policy, boolean care) {
        List<Restraint> restraints = new ArrayList<>();
        restraints.add(policy.restraint());
        policy.licences().values().stream().map(Licence::restraint).forEach(restraints::add);
        List<Cap> all = new ArrayList<>();
        for (Restraint restraint : restraints) {
            all.addAll(care ? restraint.careCaps() : restraint.caps());
            if (!care && restraint.gapCap() != null) {
                all.add(restraint.gapCap());
            }
        }
        return List.copyOf(all);
    }

    static String of(Pattern pattern) {
        return shadow(pattern) + "pattern:" + pattern.id();
    }

    static String of(Pattern pattern, OfferTemplate offer) {
        return shadow(pattern) + "offer:" + offer.id();
    }

    /** Of everything he sees of this kind. */
    static String of(Pattern pattern, boolean care) {
        return shadow(pattern) + (care ? CARE : SEEN);
    }

    private static String shadow(Pattern pattern) {
        return pattern.mode() == Pattern.Mode.SHADOW ? SHADOW : "";
    }
}
