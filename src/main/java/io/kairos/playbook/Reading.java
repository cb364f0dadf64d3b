package io.kairos.playbook;

import java.util.List;

/**
 * What came of reading a playbook: a playbook, or all that is wrong with it.
 *
 * @param playbook null if there are problems
 */
public record Reading(Playbook playbook, List<Problem> problems) {}
