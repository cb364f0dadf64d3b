package io.kairos.flink;

import io.kairos.player.Outbox;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;

/** What the rows ask of the core. */
interface Steps {
    /** Takes a step; the same step over the same memory does and says the same. If it throws, the memory is spoilt. */
    void take(StepTaken step, PlayerMemory memory, Rules rules, Outbox out);

    /** The bytes of a memory. */
    byte[] encode(PlayerMemory memory, Rules rules);

    /** Hears of a step that failed: the player is as if it had never been taken. */
    interface Failures {
        void failed(String player, StepTaken step, RuntimeException why);
    }
}
