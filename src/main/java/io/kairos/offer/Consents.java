package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.playbook.Channel;
import io.kairos.playbook.EventType;
import io.kairos.playbook.EventType.Attribute;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the player has said of being spoken to, for marketing by product and channel, of profiling by product. Of one of
 * these the later word counts; at the same time a no.
 *
 * <p>In doubt he has said no: a yes counts for what it names, a no that names no product or no channel for all of them;
 * a no that names no purpose is an objection to profiling too.
 */
final class Consents {
    /** There are more products and channels than anybody has; whoever makes them up fills no row. */
    static final int MOST = 64;

    private static final int LONGEST = 64;
    private static final String ALL = "ALL";

    /** What a yes is for that names no product: no product has this name. */
    private static final String NONE = "";

    /**
     * @param product null for all
     * @param channel in the form of {@link Channel#of}; null for all, and for a yes to no channel in particular
     * @param on the channel on which he said it, as the envelope has it; null if not known
     */
    private record Said(boolean profiling, String product, String channel, long at, boolean yes, String on) {
        boolean isAbout(Said other) {
            return profiling == other.profiling
                    && Objects.equals(product, other.product)
                    && Objects.equals(channel, other.channel);
        }

        boolean outlasts(Said other) {
            return at > other.at || at == other.at && !yes;
        }

        /** Of a no that was not said before it: whether it takes back a yes. */
        boolean takesBack(Said given) {
            return profiling == given.profiling
                    && (product == null || product.equals(given.product))
                    && (channel == null || channel.equals(given.channel));
        }

        Said ofAll() {
            return new Said(profiling, null, null, at, false, null);
        }
    }

    /**
     * What must have been consented to.
     *
     * @param byProduct the consent must be for the product
     * @param product null if it is not known: then only consent for all products will do
     * @param channel in the form of {@link Channel#of}; null if consent for any channel will do
     * @param given the channels on which consent must have been given, as the envelope has them; empty for any
     */
    record Wanted(boolean byProduct, String product, String channel, Set<String> given) {}

    private final List<Said> said = new ArrayList<>();

    /**
     * Takes a word of his in, however late it comes. What is not a clear yes is a no. A product or channel that is not
     * listed is none: a yes to it is not kept, a no to it is a no to all.
     */
    void on(PlayerEvent event, EventType type) {
        boolean yes = Boolean.TRUE.equals(event.attributes().get("opted_in"));
        String product = word(event, "product", type);
        String channel = word(event, "by", type);
        if (yes && (product == null && names(event, "product") || channel == null && names(event, "by"))) {
            return;
        }
        Object purpose = event.attributes().get("purpose");
        boolean profiling = "PROFILING".equals(purpose);
        String of = ALL.equals(product) ? null : product;
        if (profiling || purpose == null && !yes) {
            take(new Said(true, of, null, event.at(), yes, event.channel()));
        }
        if (!profiling) {
            boolean toNone = yes && product == null && type.attributes().containsKey("product");
            take(new Said(false, toNone ? NONE : of, Channel.of(channel), event.at(), yes, event.channel()));
        }
    }

    private static boolean names(PlayerEvent event, String attribute) {
        return event.attributes().get(attribute) != null;
    }

    private static String word(PlayerEvent event, String attribute, EventType type) {
        Attribute declared = type.attributes().get(attribute);
        boolean known = declared != null
                && event.attributes().get(attribute) instanceof String text
                && text.length() <= LONGEST
                && (declared.listed().isEmpty() || declared.listed().contains(text));
        return known ? (String) event.attributes().get(attribute) : null;
    }

    private void take(Said next) {
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).isAbout(next)) {
                if (next.outlasts(said.get(i))) {
                    said.set(i, next);
                }
                return;
            }
        }
        said.add(next);
        if (said.size() > MOST) {
            makeRoom();
        }
    }

    /** The oldest yes goes; if there is none, every no becomes one for all. */
    private void makeRoom() {
        Said oldest = null;
        for (Said each : said) {
            if (each.yes() && (oldest == null || each.at() < oldest.at())) {
                oldest = each;
            }
        }
        if (oldest != null) {
            said.remove(oldest);
            return;
        }
        List<Said> wider = said.stream().map(Said::ofAll).toList();
        said.clear();
        wider.forEach(this::take);
    }

    /** Whether he consents to marketing in this product, on this channel. */
    boolean consents(Wanted wanted) {
        return said.stream().anyMatch(yes -> yes.yes() && !yes.profiling() && suffices(yes, wanted));
    }

    private boolean suffices(Said yes, Wanted wanted) {
        boolean product =
                !wanted.byProduct() || yes.product() == null || yes.product().equals(wanted.product());
        boolean channel = wanted.channel() == null || wanted.channel().equals(yes.channel());
        boolean given =
                wanted.given().isEmpty() || yes.on() != null && wanted.given().contains(yes.on());
        return product && channel && given && said.stream().noneMatch(no -> !no.yes() && refuses(no, yes, wanted));
    }

    /** A no that is about what is wanted, or about what the yes is about, and was not said before it. */
    private static boolean refuses(Said no, Said yes, Wanted wanted) {
        if (no.profiling() || no.at() < yes.at()) {
            return false;
        }
        boolean product = no.product() == null
                || wanted.byProduct()
                        && (wanted.product() == null || no.product().equals(wanted.product()));
        boolean channel = no.channel() == null || no.channel().equals(wanted.channel());
        return product && channel || no.takesBack(yes);
    }

    /** Whether he objects to profiling, in whatever product. */
    boolean objectsToProfiling() {
        return said.stream().anyMatch(no -> no.profiling() && !no.yes() && !liftedByLater(no));
    }

    private boolean liftedByLater(Said no) {
        return said.stream()
                .anyMatch(yes -> yes.profiling()
                        && yes.yes()
                        && yes.at() > no.at()
                        && (yes.product() == null || yes.product().equals(no.product())));
    }

    /** Whether he agrees to profiling for this product (null: not known) and objects to none. */
    boolean agreesToProfiling(String product) {
        return !objectsToProfiling()
                && said.stream()
                        .anyMatch(yes -> yes.profiling()
                                && yes.yes()
                                && (yes.product() == null || yes.product().equals(product)));
    }

    boolean isEmpty() {
        return said.isEmpty();
    }

    /** What he has said, for people to read. */
    List<Map<String, Object>> shown() {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Said each : said) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("purpose", each.profiling() ? "PROFILING" : "MARKETING");
            fields.put("product", each.product() == null ? ALL : each.product());
            fields.put("channel", each.channel());
            fields.put("opted_in", each.yes());
            fields.put("said_at", each.at());
            fields.put("said_on", each.on());
            shown.add(fields);
        }
        return shown;
    }

    void write(DataOutput out) throws IOException {
        Values.writeLength(said.size(), out);
        for (Said each : said) {
            out.writeByte((each.profiling() ? 1 : 0) | (each.yes() ? 2 : 0));
            Values.writeOptional(each.product(), out);
            Values.writeOptional(each.channel(), out);
            Values.writeLong(each.at(), out);
            Values.writeOptional(each.on(), out);
        }
    }

    static Consents read(DataInput in) throws IOException {
        Consents consents = new Consents();
        for (int left = Values.readLength(in); left > 0; left--) {
            int kind = in.readByte();
            consents.said.add(new Said(
                    (kind & 1) != 0,
                    Values.readOptionalWord(in),
                    Values.readOptionalWord(in),
                    Values.readLong(in),
                    (kind & 2) != 0,
                    Values.readOptionalWord(in)));
        }
        return consents;
    }
}
