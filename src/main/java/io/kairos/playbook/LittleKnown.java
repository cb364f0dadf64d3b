package io.kairos.playbook;

import io.kairos.event.PlayerEvent;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Of all there may be only this is known.
 *
 * @param event with some of its attributes; null if not even its type is known
 * @param licence null if it is not known
 * @param tags those the player has
 */
record LittleKnown(
        PlayerEvent event, String licence, Map<String, Object> features, Predicate<String> tags, boolean inSession)
        implements Scope {
    private static final int ANY_LEVEL = 1_000;

    static LittleKnown ofLicence(String licence) {
        return new LittleKnown(null, licence, Map.of(), tag -> false, false);
    }

    static LittleKnown ofEvent(PlayerEvent event) {
        return new LittleKnown(event, null, Map.of(), tag -> false, false);
    }

    @Override
    public long time() {
        return Arithmetic.UNKNOWN;
    }

    @Override
    public String envelope(String field) {
        return switch (field) {
            case "type" -> event == null ? null : event.type();
            case "licence" -> licence;
            default -> null;
        };
    }

    @Override
    public Object feature(String id) {
        return features.get(id);
    }

    @Override
    public Object before(String id) {
        return features.get(id);
    }

    @Override
    public int valuesOf(String feature) {
        return 0;
    }

    @Override
    public boolean tagged(String tag) {
        return tags.test(tag);
    }

    @Override
    public int tagLevel(String tag) {
        return tags.test(tag) ? ANY_LEVEL : 0;
    }

    @Override
    public PlayerEvent forAll(String type) {
        return null;
    }

    @Override
    public List<PlayerEvent> matched(String alias) {
        return List.of();
    }
}
