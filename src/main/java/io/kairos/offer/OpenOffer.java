package io.kairos.offer;

import io.kairos.event.Values;
import io.kairos.offer.OfferRecord.Words;
import io.kairos.playbook.Kill;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Playbook;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An offer that stands. It carries all that its end will say.
 *
 * @param brand whose offer it is; null if nobody has said
 */
public record OpenOffer(OfferRecord issued, String brand) {
    /** Without these nobody can say that it has ended. */
    private static final List<String> NEEDED =
            List.of("offer_id", "moment_id", "player_id", "offer", "class", "pattern");

    /** Whether the kill switch stops it. */
    public boolean isStoppedBy(Kill kill) {
        return kill.stops(brand, issued.pattern(), issued.offer()) != null;
    }

    /** Whether nothing that protects the player speaks against it; one that the playbook no longer has is not. */
    public boolean isMandated(Playbook playbook) {
        OfferTemplate template = playbook.offers().get(issued.offer());
        return template != null && template.terms().mandated();
    }

    public OfferClass offerClass() {
        return OfferClass.valueOf(issued.offerClass().toUpperCase(Locale.ROOT));
    }

    void write(DataOutput out) throws IOException {
        Values.writeMap(issued.fields(), out);
        Values.writeOptional(brand, out);
    }

    static OpenOffer read(DataInput in) throws IOException {
        Map<String, Object> fields = Values.readMap(in);
        for (String name : NEEDED) {
            if (fields.get(name) == null) {
                throw new IOException("an open offer without " + name);
            }
        }
        OfferClass.valueOf(text(fields, "class").toUpperCase(Locale.ROOT));
        String brand = Values.readOptional(in);
        OfferRecord issued = new OfferRecord(
                text(fields, "offer_id"),
                text(fields, "moment_id"),
                text(fields, "player_id"),
                OfferRecord.Status.valueOf(text(fields, "status")),
                text(fields, "reason"),
                number(fields, "at"),
                text(fields, "offer"),
                text(fields, "class"),
                (Double) fields.get("value"),
                text(fields, "requires"),
                texts(fields.get("channels")),
                text(fields, "channel"),
                (int) number(fields, "priority"),
                new Words(
                        text(fields, "locale"),
                        text(fields, "message"),
                        text(fields, "because"),
                        text(fields, "stop_text")),
                texts(fields.get("alternatives")),
                facts(fields.get("facts")),
                number(fields, "issued_at"),
                number(fields, "expires_at"),
                text(fields, "pattern"),
                text(fields, "stage"),
                text(fields, "arm"),
                number(fields, "playbook_version"));
        return new OpenOffer(issued, brand);
    }

    private static String text(Map<String, Object> fields, String name) {
        return (String) fields.get(name);
    }

    private static List<String> texts(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static long number(Map<String, Object> fields, String name) {
        return (Long) fields.get(name);
    }

    private static Map<String, Object> facts(Object facts) {
        Map<String, Object> copy = new java.util.LinkedHashMap<>();
        ((Map<?, ?>) facts).forEach((name, value) -> copy.put((String) name, value));
        return copy;
    }
}
