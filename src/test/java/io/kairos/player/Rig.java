package io.kairos.player;

import io.kairos.event.DeadLetter;
import io.kairos.event.PlayerEvent;
import io.kairos.offer.Decision;
import io.kairos.offer.Erasure;
import io.kairos.offer.OfferRecord;
import io.kairos.offer.Purse;
import io.kairos.offer.TagChange;
import io.kairos.offer.Tally;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookFolder;
import io.kairos.playbook.PlaybookReader;
import io.kairos.playbook.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The core over some players, every row encoded and decoded between every two steps. */
public final class Rig implements Outbox, AutoCloseable {
    public final List<Decision> moments = new ArrayList<>();
    public final List<Decision> decisions = new ArrayList<>();
    public final List<OfferRecord> offers = new ArrayList<>();
    public final List<TagChange> tags = new ArrayList<>();
    public final List<Tally> feedback = new ArrayList<>();
    public final List<Erasure> erasures = new ArrayList<>();
    public final List<String> refused = new ArrayList<>();
    public final Map<String, Integer> counts = new TreeMap<>();

    private final CompactMatcherFactory factory = new CompactMatcherFactory();
    private final Core core = new Core();
    private final Map<String, byte[]> rows = new LinkedHashMap<>();
    private Core.Settings settings = Core.Settings.DEFAULT;
    private Rules rules;
    private Now now = Now.OF_THE_MOMENT;
    private ForAll forAll = ForAll.NOTHING;

    private Rig(Playbook playbook) {
        rules = Rules.of(playbook, factory, settings);
    }

    /** With the project's own playbook; its feeds never fail. */
    public static Rig ofDefaultPlaybook() {
        return new Rig(Default.PLAYBOOK).whoseFeedsNeverFail();
    }

    /** Read once: most of what a rig over it would cost. */
    private static final class Default {
        private static final Playbook PLAYBOOK = read(folder(Path.of("flink-conf/playbook")));
        private static final Playbook MOMENT_BY_MOMENT = read(withoutConsentAndCapsOverAll());

        private static Bundle withoutConsentAndCapsOverAll() {
            Map<String, String> files =
                    new TreeMap<>(folder(Path.of("flink-conf/playbook")).files());
            files.computeIfPresent(
                    "policy.yaml",
                    (path, text) -> text.replaceAll("(?m)^  (care_)?caps: .*\\n", "")
                            .replaceAll("(?ms)^consent:.*?(?=^\\S|\\z)", ""));
            return new Bundle(1, "test", "", files);
        }
    }

    /** The same, without consent and the caps over everything the player sees: each of its moments by itself. */
    static Rig ofDefaultPlaybookMomentByMoment() {
        return new Rig(Default.MOMENT_BY_MOMENT).whoseFeedsNeverFail();
    }

    /** With the playbook of a folder; its feeds never fail. */
    public static Rig of(Path playbook) {
        return new Rig(read(folder(playbook))).whoseFeedsNeverFail();
    }

    /** With files given as path, text, path, text. */
    public static Rig of(String... files) {
        return new Rig(read(bundle(1, files)));
    }

    /** With the same playbook and what concerns everybody, and nobody in it. */
    Rig another() {
        Rig other = new Rig(rules.playbook());
        other.forAll = forAll;
        return other;
    }

    private static Bundle folder(Path path) {
        try {
            return PlaybookFolder.read(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Bundle bundle(long version, String... files) {
        Map<String, String> texts = new TreeMap<>();
        for (int i = 0; i < files.length; i += 2) {
            texts.put(files[i], files[i + 1]);
        }
        return new Bundle(version, "test", "", texts);
    }

    private static Playbook read(Bundle bundle) {
        Reading reading = PlaybookReader.read(bundle);
        if (reading.playbook() == null) {
            throw new AssertionError(reading.problems());
        }
        return reading.playbook();
    }

    /** The playbook changes while the job runs. */
    public Rig changesTo(long version, String... files) {
        rules = Rules.of(read(bundle(version, files)), factory, settings, rules.lineages(), rules);
        return this;
    }

    /** So much is kept of what happened lately. */
    public Rig remembersLately(RecentEvents.Bounds bounds) {
        settings = new Core.Settings(settings.lateness(), settings.maxPartials(), settings.forgetAfter(), bounds);
        rules = Rules.of(rules.playbook(), factory, settings);
        return this;
    }

    public Rig decidesAt(Now next) {
        now = next;
        return this;
    }

    /** The heartbeat of every feed that the policy asks for is heard at any time. */
    Rig whoseFeedsNeverFail() {
        rules.playbook()
                .policy()
                .protections()
                .feeds()
                .forEach(feed -> everybodyHears(PlayerEvent.of("feed", null, feed.type(), Long.MAX_VALUE, Map.of())));
        return this;
    }

    /** Nothing that concerns everybody was ever heard. */
    Rig whoseFeedsAreSilent() {
        forAll = ForAll.NOTHING;
        return this;
    }

    ForAll forAll() {
        return forAll;
    }

    /** Something happens that concerns everybody. */
    public Rig everybodyHears(PlayerEvent event) {
        forAll = forAll.with(event);
        return this;
    }

    public Rig play(Play play) {
        play.events().forEach(this::on);
        return this;
    }

    public Rig on(PlayerEvent event) {
        PlayerMemory memory = memory(event.playerId());
        core.on(memory, event, rules, now, forAll, this);
        store(memory);
        return this;
    }

    /** Time comes to {@code time} for everybody. */
    public Rig until(long time) {
        for (String player : List.copyOf(rows.keySet())) {
            PlayerMemory memory = memory(player);
            core.at(memory, time, rules, now, forAll, this);
            store(memory);
        }
        return this;
    }

    /** All that is begun comes to its end. */
    public Rig toTheEnd() {
        return until(Long.MAX_VALUE - 1);
    }

    Rules rules() {
        return rules;
    }

    public PlayerMemory memory(String player) {
        byte[] row = rows.get(player);
        return row == null ? PlayerMemory.of(player) : PlayerMemory.decode(player, row, rules);
    }

    /** The player is remembered as the row has it, whoever wrote it. */
    public Rig remembers(String player, byte[] row) {
        rows.put(player, row);
        return this;
    }

    /** The tags he has. */
    public List<TagChange.Held> heldBy(String player) {
        return memory(player).tags.current();
    }

    public byte[] row(String player) {
        return rows.get(player);
    }

    private void store(PlayerMemory memory) {
        if (memory.isForgotten()) {
            rows.remove(memory.playerId());
        } else {
            rows.put(memory.playerId(), memory.encode());
        }
    }

    /** The times of the moments of a pattern. */
    public List<Long> momentsOf(String pattern) {
        return moments.stream()
                .filter(moment -> moment.pattern().equals(pattern))
                .map(Decision::at)
                .toList();
    }

    public List<Decision.Reason> reasonsOf(String pattern) {
        return moments.stream()
                .filter(moment -> moment.pattern().equals(pattern))
                .map(Decision::reason)
                .toList();
    }

    /** Offers as {@code STATUS offer}, with the reason where there is one. */
    public List<String> offersSaid() {
        return offers.stream()
                .map(offer ->
                        offer.status() + " " + offer.offer() + (offer.reason() == null ? "" : " " + offer.reason()))
                .toList();
    }

    public int counted(String counter) {
        return counts.getOrDefault(counter, 0);
    }

    @Override
    public void moment(Decision decision) {
        moments.add(decision);
    }

    @Override
    public void decision(Decision decision) {
        decisions.add(decision);
    }

    @Override
    public void offer(OfferRecord offer) {
        offers.add(offer);
    }

    @Override
    public void tag(TagChange change) {
        tags.add(change);
    }

    @Override
    public void feedback(Tally tally) {
        feedback.add(tally);
    }

    @Override
    public void spent(Purse left) {
        forAll = forAll.with(left);
    }

    @Override
    public void erased(Erasure erasure) {
        erasures.add(erasure);
    }

    @Override
    public void refuse(DeadLetter.Reason reason, String detail) {
        refused.add(reason + ": " + detail);
    }

    @Override
    public void count(String counter, String of) {
        counts.merge(counter, 1, Integer::sum);
        counts.merge(counter + " " + of, 1, Integer::sum);
    }

    @Override
    public void close() {
        factory.close();
    }
}
