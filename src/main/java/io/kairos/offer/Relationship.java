package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.Values;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.playbook.Cap;
import io.kairos.playbook.Kill;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Policy;
import io.kairos.playbook.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What stands between us and one player: what protects him, what we have offered, and what is open. */
public final class Relationship {
    /** There is no deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FORMAT = 1;

    private final Standing standing;
    private final Map<String, CapLog> charged = new TreeMap<>();
    private final List<OpenOffer> open = new ArrayList<>();
    private Reception reception = new Reception();

    /** What he was offered lately. */
    private SeenOffers seen = SeenOffers.none();

    private Relationship(Standing standing) {
        this.standing = standing;
    }

    public static Relationship none() {
        return new Relationship(new Standing());
    }

    /** Takes a fact in: exclusion, time-out, block; false if it is none that protects. */
    public boolean on(PlayerEvent event, Playbook playbook, Scope scope) {
        return standing.on(event, playbook.policy().protections(), playbook.vocabulary(), scope);
    }

    /** The protection that forbids an offer at {@code time}, whatever the pattern; null if none does. */
    String protectionAgainst(OfferTemplate offer, Policy policy, long time) {
        return offer.terms().mandated() ? null : standing.forbids(offer.offerClass(), policy.protections(), time);
    }

    /** Whether an open offer may not stand at {@code time}; one that the playbook no longer has goes by its class. */
    public boolean forbids(OpenOffer offer, Playbook playbook, long time) {
        OfferTemplate template = playbook.offers().get(offer.issued().offer());
        boolean mandated = template != null && template.terms().mandated();
        return !mandated
                && standing.forbids(offer.offerClass(), playbook.policy().protections(), time) != null;
    }

    Cap fullCap(Pattern pattern, long time, long sessionSince) {
        return fullCap(account(pattern), pattern.caps(), time, sessionSince);
    }

    Cap fullCap(Pattern pattern, OfferTemplate offer, long time, long sessionSince) {
        return fullCap(account(pattern, offer), offer.caps(), time, sessionSince);
    }

    private Cap fullCap(String account, List<Cap> caps, long time, long sessionSince) {
        CapLog log = charged.get(account);
        return log == null ? null : log.full(caps, time, sessionSince);
    }

    /** How often each cap of the pattern has been charged, by the cap as it is written. */
    public Map<String, Object> counters(Pattern pattern, long time, long sessionSince) {
        CapLog log = charged.get(account(pattern));
        Map<String, Object> counters = new LinkedHashMap<>();
        for (Cap cap : pattern.caps()) {
            counters.put(cap.toString(), log == null ? 0L : (long) log.counted(cap, time, sessionSince));
        }
        return counters;
    }

    /** Charges the caps of the pattern and of the offer; a shadow pattern has accounts of its own. */
    public void charge(Pattern pattern, OfferTemplate offer, long time) {
        charge(account(pattern), pattern.caps(), time);
        charge(account(pattern, offer), offer.caps(), time);
        seen.issued(account(pattern), offer.id(), pattern.mode() != Pattern.Mode.SHADOW, time);
    }

    SeenOffers seen() {
        return seen;
    }

    private void charge(String account, List<Cap> caps, long time) {
        if (!caps.isEmpty()) {
            charged.computeIfAbsent(account, id -> new CapLog()).charge(caps, time);
        }
    }

    /** Whether a moment refused by this cap is recorded: the first of the cap's period is. */
    public boolean recordsRefusal(Pattern pattern, long time, long sessionSince) {
        Cap full = fullCap(pattern, time, sessionSince);
        return full == null || charged.get(account(pattern)).recordsRefusal(full, time, sessionSince);
    }

    static String account(Pattern pattern) {
        return shadow(pattern) + "pattern:" + pattern.id();
    }

    private static String account(Pattern pattern, OfferTemplate offer) {
        return shadow(pattern) + "offer:" + offer.id();
    }

    private static String shadow(Pattern pattern) {
        return pattern.mode() == Pattern.Mode.SHADOW ? "shadow:" : "";
    }

    public List<OpenOffer> open() {
        return open;
    }

    /** @param brand whose offer it is; null if nobody has said */
    public void open(OfferRecord issued, String brand) {
        open.add(new OpenOffer(issued, brand));
        reception.issued(issued);
    }

    /** Whether something is open that the kill switch stops. */
    public boolean hasOpen(Kill stopped) {
        return open.stream().anyMatch(offer -> offer.isStoppedBy(stopped));
    }

    /**
     * Hears what the player says of an offer; one that ends by it is still to be ended.
     *
     * @param at when he said it, by the clock of whoever sent it
     * @param time the player's time
     */
    public Reception.Heard hears(String offerId, Stage stage, long at, long time) {
        return reception.hears(offerId, stage, at, time);
    }

    /** Takes the chosen offers off and gives their last records, in the order they were issued. */
    public List<OfferRecord> end(Predicate<OpenOffer> chosen, Status end, String reason, long time) {
        List<OfferRecord> ended = new ArrayList<>();
        for (Iterator<OpenOffer> offers = open.iterator(); offers.hasNext(); ) {
            OpenOffer offer = offers.next();
            if (chosen.test(offer)) {
                offers.remove();
                OfferRecord last = offer.issued().ended(end, reason, time);
                reception.ended(last);
                ended.add(last);
                seen.ended(last.offer(), end, last.channel(), time);
            }
        }
        return ended;
    }

    /** When the next open offer expires; {@link #NEVER} if none is open. */
    public long nextOfferEnd() {
        long next = NEVER;
        for (OpenOffer offer : open) {
            next = Math.min(next, offer.issued().expiresAt());
        }
        return next;
    }

    /** When nothing of it matters any more; {@link #NEVER} if something stands for ever. */
    public long diesAt(Playbook playbook) {
        long end = Math.max(standing.diesAt(), Math.max(seen.diesAt(), reception.diesAt()));
        for (OpenOffer offer : open) {
            end = Math.max(end, offer.issued().expiresAt());
        }
        for (Map.Entry<String, CapLog> account : charged.entrySet()) {
            end = Math.max(end, account.getValue().diesAt(caps(account.getKey(), playbook)));
        }
        return end;
    }

    /** The caps an account is charged for; none if the playbook no longer has whose they were. */
    private static List<Cap> caps(String account, Playbook playbook) {
        String of = account.startsWith("shadow:") ? account.substring("shadow:".length()) : account;
        String id = of.substring(of.indexOf(':') + 1);
        if (of.startsWith("offer:")) {
            OfferTemplate offer = playbook.offers().get(id);
            return offer == null ? List.of() : offer.caps();
        }
        return playbook.patterns().stream()
                .filter(pattern -> pattern.id().equals(id))
                .findFirst()
                .map(Pattern::caps)
                .orElse(List.of());
    }

    /** What protects him and what was charged, for people to read. */
    public Map<String, Object> fields() {
        Map<String, Object> charges = new LinkedHashMap<>();
        charged.forEach((account, log) -> charges.put(account, log.times()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protections", standing.shown());
        fields.put("charged_caps", charges);
        fields.put("seen_offers", seen.shown());
        fields.put("reception", reception.shown());
        return fields;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        standing.write(out);
        Values.writeLength(charged.size(), out);
        for (Map.Entry<String, CapLog> account : charged.entrySet()) {
            Values.writeText(account.getKey(), out);
            account.getValue().write(out);
        }
        Values.writeLength(open.size(), out);
        for (OpenOffer offer : open) {
            offer.write(out);
        }
        seen.write(out);
        reception.write(out);
    }

    /** @param playerId whose it is, for a message */
    public static Relationship read(String playerId, DataInput in) throws IOException {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("a relationship of format " + format + "; this version reads format " + FORMAT);
        }
        Relationship relationship = new Relationship(Standing.read(in));
        int accounts = Values.readLength(in);
        for (int i = 0; i < accounts; i++) {
            relationship.charged.put(Values.readText(in), CapLog.read(in));
        }
        int offers = Values.readLength(in);
        for (int i = 0; i < offers; i++) {
            relationship.open.add(OpenOffer.read(in));
        }
        relationship.seen = SeenOffers.read(playerId, in);
        relationship.reception = Reception.read(in);
        return relationship;
    }
}
