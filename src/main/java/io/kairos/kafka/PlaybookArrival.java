package io.kairos.kafka;

import io.kairos.event.Origin;
import io.kairos.playbook.Bundle;

/**
 * One record of the playbook topic: the bundle, or in one sentence why there is none. The other one is null. A bundle
 * that could be read may still be no valid playbook.
 */
public record PlaybookArrival(Bundle bundle, String error, Origin origin) {}
