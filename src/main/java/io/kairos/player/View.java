package io.kairos.player;

import io.kairos.event.Counters;
import io.kairos.event.PlayerEvent;
import io.kairos.playbook.Scope;
import io.kairos.playbook.Vocabulary;
import io.kairos.player.TagShelf.Worn;
import java.util.List;

/** What expressions see of a player: one event at hand or none, and the events of one match. */
final class View implements Scope {
    private PlayerMemory memory;
    private Vocabulary vocabulary;
    private ForAll forAll;
    private Counters counters;
    private PlayerEvent event;
    private Witness witness = Witness.NOBODY;

    /** Turns to a player. */
    void begin(PlayerMemory player, Rules rules, ForAll everybody, Counters outbox) {
        memory = player;
        memory.features.adopt(rules.features());
        vocabulary = rules.playbook().vocabulary();
        forAll = everybody;
        counters = outbox;
        of(null);
    }

    /** Turns to an event, or to a deadline (null). */
    View of(PlayerEvent next) {
        event = next;
        witness = Witness.NOBODY;
        return this;
    }

    /** Turns to a moment or to what came of it: the matched events can be asked for. */
    View of(PlayerEvent next, Witness matched) {
        event = next;
        witness = matched;
        return this;
    }

    @Override
    public PlayerEvent event() {
        return event;
    }

    @Override
    public long time() {
        return memory.clock;
    }

    @Override
    public String envelope(String field) {
        String own = event == null ? null : event.envelope(field);
        return own == null ? memory.envelope.get(field) : own;
    }

    @Override
    public Object feature(String id) {
        return memory.features.value(id, memory.clock);
    }

    @Override
    public Object before(String id) {
        return memory.features.before(id, memory.clock);
    }

    @Override
    public double number(String id) {
        return memory.features.number(id, memory.clock);
    }

    @Override
    public double numberBefore(String id) {
        return memory.features.numberBefore(id, memory.clock);
    }

    @Override
    public double millis(String id) {
        return memory.features.number(id, memory.clock);
    }

    @Override
    public int valuesOf(String id) {
        return memory.features.values(id);
    }

    @Override
    public boolean tagged(String tag) {
        return memory.tags.has(tag);
    }

    @Override
    public int tagLevel(String tag) {
        Worn worn = memory.tags.get(tag);
        return worn == null ? 0 : worn.level();
    }

    @Override
    public boolean inSession() {
        return memory.envelope.inSession(memory.clock);
    }

    @Override
    public boolean neverThere() {
        return memory.envelope.neverThere();
    }

    @Override
    public PlayerEvent forAll(String type) {
        return forAll.of(vocabulary.type(type), memory.clock);
    }

    @Override
    public long heardAt(String type, String licence) {
        return forAll.heardAt(type, licence);
    }

    @Override
    public void unknown(String condition) {
        counters.count("unknown_condition", condition);
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        return witness.as(alias);
    }
}
