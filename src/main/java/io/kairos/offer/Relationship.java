package io.kairos.offer;

import io.kairos.event.PlayerEvent;
import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.event.Values;
import io.kairos.offer.OfferRecord.Status;
import io.kairos.playbook.BackOff;
import io.kairos.playbook.Cap;
import io.kairos.playbook.Kill;
import io.kairos.playbook.OfferClass;
import io.kairos.playbook.OfferTemplate;
import io.kairos.playbook.Pattern;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.Policy;
import io.kairos.playbook.Scope;
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
    private final Disposition disposition;
    private final Recorded recorded;
    private final Map<String, CapLog> charged = new TreeMap<>();
    private final List<OpenOffer> open = new ArrayList<>();
    private Reception reception = new Reception();

    /** What he was offered lately. */
    private SeenOffers seen = SeenOffers.none();

    private Relationship(Standing standing, Disposition disposition, Recorded recorded) {
        this.standing = standing;
        this.disposition = disposition;
        this.recorded = recorded;
    }

    public static Relationship none(String playerId) {
        return new Relationship(new Standing(), Disposition.none(playerId), new Recorded());
    }

    /**
     * Takes a fact in: exclusion, time-out, block, consent, and what he asked us to leave off; false if it is none that
     * protects.
     */
    public boolean on(PlayerEvent event, Playbook playbook, Scope scope) {
        if (isAWord(event, playbook)) {
            disposition.on(event, playbook, scope);
        }
        return standing.on(event, playbook.policy().protections(), playbook.vocabulary(), scope);
    }

    /** The protection that forbids an offer at {@code time}, whatever the pattern; null if none does. */
    String protectionAgainst(OfferTemplate offer, Policy policy, long time) {
        return offer.terms().mandated() ? null : standing.forbids(offer.offerClass(), policy.protections(), time);
    }

    /** Whether an open offer may not stand at {@code time}; one that the playbook no longer has goes by its class. */
    public boolean forbids(OpenOffer offer, Playbook playbook, long time) {
        return !offer.isMandated(playbook)
                && standing.forbids(offer.offerClass(), playbook.policy().protections(), time) != null;
    }

    Disposition disposition() {
        return disposition;
    }

    CapLog account(String account) {
        return charged.getOrDefault(account, CapLog.NOTHING);
    }

    /** Charges every account that an offer of a pattern is charged to. */
    public void charge(Pattern pattern, OfferTemplate offer, Accounts accounts, long time) {
        chargeOwn(pattern, offer, accounts, time);
        charge(Accounts.of(pattern, offer.offerClass() == OfferClass.CARE), accounts, time);
        seen.issued(Accounts.of(pattern), offer.id(), pattern.mode() != Pattern.Mode.SHADOW, time);
    }

    /** Charges the accounts of the pattern and the offer: what the player sees is not more by it. */
    public void chargeOwn(Pattern pattern, OfferTemplate offer, Accounts accounts, long time) {
        charge(Accounts.of(pattern), accounts, time);
        charge(Accounts.of(pattern, offer), accounts, time);
        recorded.over(Accounts.of(pattern));
    }

    SeenOffers seen() {
        return seen;
    }

    private void charge(String account, Accounts accounts, long time) {
        List<Cap> caps = accounts.caps(account);
        if (!caps.isEmpty()) {
            charged.computeIfAbsent(account, id -> new CapLog()).charge(caps, time);
        }
    }

    /** Whether a decision is recorded: of those that are refused for a time the first of that time is. */
    public boolean records(Verdict verdict, Moment moment, Situation situation) {
        RestraintGuard.Full full = RestraintGuard.full(verdict.reason(), moment, situation);
        return full == null
                || recorded.isFirst(Accounts.of(moment.pattern()), full, moment.time(), situation.sessionSince());
    }

    /** How an offer ended: what he did not want is remembered. */
    public void felt(OfferRecord ended, Policy policy) {
        BackOff backOff = policy.restraint().backOff();
        if (backOff != null && !ended.offerClass().equals("care")) {
            disposition.weariness().ended(ended.status(), ended.at(), backOff);
        }
    }

    /**
     * Whether an event is one of the facts that are looked at here: whatever the vocabulary calls it, it is never too late.
     */
    public static boolean isAFact(PlayerEvent event, Playbook playbook) {
        return isAWord(event, playbook)
                || event.type().equals("offer_feedback")
                || !playbook.policy().protections().concernedBy(event.type()).isEmpty();
    }

    /** Whether an event may be a word of his about being spoken to, so that an open offer may have to go. */
    public static boolean isAWord(PlayerEvent event, Playbook playbook) {
        return Disposition.concerns(event, playbook);
    }

    /**
     * Why an open offer may not stand any longer, as its last record says it; null if it may.
     *
     * @param product what its moment is about; null if that is not known
     */
    public String takenBack(OpenOffer offer, String product, String licence, Policy policy, long time) {
        Guard.No no = ConsentGuard.againstOpen(offer, product, licence, policy, disposition, time);
        return no == null ? null : no.reason().name();
    }

    public List<OpenOffer> open() {
        return open;
    }

    /** @param brand whose offer it is; null if nobody has said */
    public void open(OfferRecord issued, String brand) {
        open.add(new OpenOffer(issued, brand));
        reception.issued(issued);
        mentioned(issued);
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

    /** He may have seen it: he can ask for no more of these. */
    public void mentioned(OfferRecord offer) {
        disposition.wishes().offered(offer);
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
    public long diesAt(Accounts accounts) {
        long end = Math.max(standing.diesAt(), reception.diesAt());
        end = Math.max(end, Math.max(disposition.diesAt(), seen.diesAt()));
        for (OpenOffer offer : open) {
            end = Math.max(end, offer.issued().expiresAt());
        }
        for (Map.Entry<String, CapLog> account : charged.entrySet()) {
            end = Math.max(end, account.getValue().diesAt(accounts.caps(account.getKey())));
        }
        return end;
    }

    /** Whether there is something that has no end of its own, and is not to be kept for ever. */
    public boolean hasHabits() {
        return disposition.isHabit();
    }

    /** All of it but what is open, for people to read. */
    public Map<String, Object> fields() {
        Map<String, Object> charges = new LinkedHashMap<>();
        charged.forEach((account, log) -> charges.put(account, log.times()));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protections", standing.shown());
        fields.put("charged_caps", charges);
        fields.put("recorded_refusals", recorded.shown());
        fields.putAll(disposition.shown());
        fields.put("seen_offers", seen.shown());
        fields.put("sent_last", seen.sent());
        fields.put("accepted_last", seen.accepted());
        fields.put("reception", reception.shown());
        return fields;
    }

    public void write(RowWriter out) throws IOException {
        out.writeByte(FORMAT);
        standing.write(out);
        disposition.write(out);
        recorded.write(out);
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

    public static Relationship read(String playerId, RowReader in) throws IOException {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IOException("a relationship of format " + format + "; this version reads format " + FORMAT);
        }
        Relationship relationship =
                new Relationship(Standing.read(in), Disposition.read(playerId, in), Recorded.read(in));
        int accounts = Values.readLength(in);
        for (int i = 0; i < accounts; i++) {
            relationship.charged.put(Values.readWord(in), CapLog.read(in));
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
