package io.kairos.player;

import io.kairos.event.PlayerEvent;
import io.kairos.offer.OfferRecord;
import io.kairos.playbook.EventType;
import io.kairos.playbook.EventType.Attribute;
import io.kairos.playbook.Playbook;
import io.kairos.playbook.PlaybookFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A player who sends everything: what is declared, what is not, early, late, in one slip or in many. */
final class Hostile {
    static final String NAME = "mallory";

    /** The feed of who is protected is heard at any time. */
    static final ForAll HEARTBEAT =
            ForAll.NOTHING.with(PlayerEvent.of("feed", null, "rg_heartbeat", Long.MAX_VALUE, Map.of()));

    private static final int LONGEST_TEXT = 100;
    private static final int OFFERS_KEPT = 40;

    /** What silences us for long; he who wants to be spoken to leaves it. */
    private static final Set<String> SILENCING = Set.of(
            "rg_self_excluded",
            "rg_timeout_started",
            "rg_risk_scored",
            "rg_review_changed",
            "block_changed",
            "customer_contacted",
            "age_checked");

    /** What he can say about being spoken to. */
    private static final Set<String> WORDS = Set.of("offer_feedback", "player_preferences", "consent_changed");

    /** Its offers come a while after the moment, if he is quiet until then, which he mostly is not. */
    private static final String LATER = """
            pattern: later-%1$d
            sequence: [{ on: %2$s }]
            offers: [%3$s, recently-played]
            because: You were here.
            caps: [20 per 60m, 60 per 24h]
            after: 150ms
            priority: 70
            """;

    private static final String[] BEFORE = {
        "market_viewed", "page_viewed", "search_performed", "balance_viewed", "cashier_opened", "slip_opened"
    };
    private static final String[] OFFERED_LATER = {
        "event-stats", "continue-there", "nearest-titles", "limits-link", "payment-help", "bet-explainer"
    };

    /** What he leaves out now and then, where it says what he speaks of. */
    private static final List<String> LEFT_OUT = List.of("offer_id", "product", "by", "payment_id");

    private final Random chance = new Random(7);
    private final List<EventType> types;
    private final List<EventType> words;

    /** The last offers he was made, and some that nobody made him. */
    private final List<String> offers = new ArrayList<>(List.of("", "made up"));

    private int sent;
    private long time = Play.NOON;

    private Hostile(List<EventType> types, List<EventType> words) {
        this.types = types;
        this.words = words;
    }

    /**
     * The default playbook, where nobody has said what products and channels there are, little is refused for long, and some
     * offers come a while later. What happened lately is kept.
     */
    static Rig rigThatSpeaksOften() throws IOException {
        Map<String, String> files = new TreeMap<>(
                PlaybookFolder.read(Path.of("flink-conf/playbook")).files());
        files.computeIfPresent(
                "events.yaml",
                (path, text) -> text.replaceFirst(
                        "(consent_changed: .*)by: \\[[^]]*], product: \\[[^]]*]", "$1by: string, product: string"));
        for (int i = 0; i < BEFORE.length; i++) {
            files.put("patterns/later-%d.yaml".formatted(i), LATER.formatted(i, BEFORE[i], OFFERED_LATER[i]));
        }
        files.remove("patterns/nudge-tired.yaml");
        files.computeIfPresent("policy.yaml", (path, text) -> speaksOften(text));
        List<String> all = new ArrayList<>();
        files.forEach((path, text) -> {
            all.add(path);
            all.add(path.startsWith("patterns/") ? mayComeOften(text) : text);
        });
        return Rig.of(all.toArray(String[]::new)).remembersLately(new RecentEvents.Bounds(600_000, 32, 4_096));
    }

    private static String speaksOften(String policy) {
        return policy.replace("caps: [1 per 90s, 3 per session, 6 per 24h]", "caps: [9 per 90s, 300 per 24h]")
                        .replace("care_caps: [1 per 10m, 4 per 24h]", "care_caps: [9 per 10m, 100 per 24h]")
                        .replace("for: 24h, doubling_to: 7d", "for: 20m, doubling_to: 40m")
                        .replaceFirst("(?m)^  nothing: .*\n", "")
                + "budgets: [{ at_most: 1000000000, per: 24h }]\n";
    }

    private static String mayComeOften(String pattern) {
        return pattern.replaceFirst("(?m)^caps: .*$", "caps: [20 per 60m, 60 per 24h]")
                .replaceFirst("(?m)^unless: .*\n(?:  - .*\n)*", "");
    }

    /** Sends every type alike. */
    static Hostile withEverything(Playbook playbook) {
        return new Hostile(typesOf(playbook), List.of());
    }

    /** Wants to be spoken to, and says half of the time what he thinks of it. */
    static Hostile whoAnswers(Playbook playbook) {
        List<EventType> all = typesOf(playbook);
        return new Hostile(
                all.stream().filter(type -> !SILENCING.contains(type.id())).toList(),
                all.stream().filter(type -> WORDS.contains(type.id())).toList());
    }

    /** By id: a map that cannot be changed has another order in every JVM. */
    private static List<EventType> typesOf(Playbook playbook) {
        return playbook.vocabulary().types().values().stream()
                .sorted(Comparator.comparing(EventType::id))
                .toList();
    }

    /** He is made an offer. */
    void hears(OfferRecord offer) {
        offers.add(chance.nextBoolean() ? offer.offerId() : offer.stopReference());
        if (offers.size() > OFFERS_KEPT) {
            offers.remove(chance.nextInt(OFFERS_KEPT));
        }
    }

    PlayerEvent next() {
        List<EventType> from = words.isEmpty() || chance.nextBoolean() ? types : words;
        EventType type = from.get(chance.nextInt(from.size()));
        time += chance.nextInt(chance.nextInt(100) == 0 ? 200_000 : 200);
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, Attribute> attribute : new TreeMap<>(type.attributes()).entrySet()) {
            Object value = value(attribute.getKey(), attribute.getValue());
            if (value != null) {
                attributes.put(attribute.getKey(), value);
            }
        }
        if (chance.nextInt(50) == 0) {
            attributes.put(text(), text());
        }
        if (!words.isEmpty() && "OPTED_OUT".equals(attributes.get("stage")) && chance.nextInt(4) > 0) {
            attributes.put("stage", "DISMISSED"); // whoever has asked for silence hears nothing any more
        }
        return new PlayerEvent(
                "e" + sent++,
                NAME,
                null,
                type.id(),
                chance.nextInt(30) == 0 ? time - chance.nextInt(3_600_000) : time,
                "s" + sent / 900,
                chance.nextInt(100) == 0 ? text() : "brand " + chance.nextInt(2),
                text(),
                text(),
                text(),
                text(),
                "Europe/Malta",
                text(),
                attributes);
    }

    /** Null where he leaves it out. */
    private Object value(String name, Attribute attribute) {
        if (!words.isEmpty()) {
            if (name.equals("offer_id")) {
                return chance.nextInt(20) == 0 ? text() : offers.get(chance.nextInt(offers.size()));
            }
            if (name.equals("no_nudge")) {
                return chance.nextInt(20) == 0;
            }
            if (name.equals("snooze") && chance.nextInt(10) > 0) {
                return null;
            }
            if (name.equals("opted_in")) {
                return chance.nextInt(30) > 0;
            }
            if (name.equals("snooze_until")) {
                return time + chance.nextInt(300);
            }
            if (LEFT_OUT.contains(name) && chance.nextInt(4) == 0) {
                return null;
            }
        }
        if (chance.nextInt(50) == 0) {
            return text();
        }
        if (!attribute.listed().isEmpty()) {
            return attribute.listed().get(chance.nextInt(attribute.listed().size()));
        }
        return switch (attribute.type()) {
            case STRING -> chance.nextBoolean() ? "one of " + chance.nextInt(4) : text();
            case NUMBER -> chance.nextDouble() * Math.pow(10, chance.nextInt(6));
            case BOOLEAN -> chance.nextBoolean();
            case TIME -> time + chance.nextInt(172_800_000) - 86_400_000;
            case DURATION -> (long) chance.nextInt(100_000);
        };
    }

    /** Never the same, and of letters only: what looks like a word is kept apart. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = chance.nextInt(LONGEST_TEXT); left >= 0; left--) {
            text.append((char) ('a' + chance.nextInt(26)));
        }
        return text.toString();
    }
}
