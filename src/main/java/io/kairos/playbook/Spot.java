package io.kairos.playbook;

/** A place in a file of the playbook; line and column count from 1. */
record Spot(String file, int line, int column) {}
