package io.kairos.pattern;

import io.kairos.event.PlayerEvent;
import java.util.Map;

/** An event, and what the features are with it. */
record Beat(PlayerEvent event, Map<String, Object> features) {}
