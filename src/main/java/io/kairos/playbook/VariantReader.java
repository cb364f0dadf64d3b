package io.kairos.playbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads {@code variants}: each is the thing itself with some of its keys replaced. */
final class VariantReader {
    private static final Set<String> OF_THE_EXPERIMENT = Set.of("variants", "share");

    private final Problems problems;

    VariantReader(Problems problems) {
        this.problems = problems;
    }

    /** Whether a thing is one arm of an experiment. */
    static boolean isExperiment(Item base) {
        return base.get("variants") != null && !base.get("variants").entries().isEmpty();
    }

    /**
     * The variants of a thing; empty if it has none.
     *
     * @param read makes of a variant's name and keys what it is; null if it can not be read
     */
    <T> List<Variant<T>> read(Item base, BiFunction<String, Item, T> read) {
        List<Variant<T>> variants = new ArrayList<>();
        if (!isExperiment(base)) {
            return variants;
        }
        Item all = base.get("variants");
        double shares = 0;
        for (String name : all.entries().keySet()) {
            Item variant = all.get(name);
            if (name.equals(Variant.BASE)) {
                problems.add(
                        all.key(name),
                        "a variant may not be called `base`: that is what those get who are in no variant",
                        "choose another name");
            }
            if (variant == null || variant.get("share") == null) {
                continue;
            }
            double share = share(variant.text("share"));
            shares += share;
            T what = read.apply(name, base.with(variant, OF_THE_EXPERIMENT));
            if (what != null) {
                variants.add(new Variant<>(name, share, what));
            }
        }
        if (shares > 1 + 1e-9) {
            problems.add(
                    base.key("variants"),
                    "the shares come to " + Math.round(shares * 1000) / 10.0 + "%",
                    "together at most 100%; the rest is the base");
        }
        return variants;
    }

    static double share(String percent) {
        return Double.parseDouble(percent.substring(0, percent.length() - 1)) / 100;
    }
}
