/**
 * The thin shell: Flink loads and stores a player's row, keeps the timers and carries what the core says. Nothing about
 * players is decided here.
 */
package io.kairos.flink;
