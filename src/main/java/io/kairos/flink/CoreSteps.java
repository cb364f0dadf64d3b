package io.kairos.flink;

import io.kairos.event.RowWriter;
import io.kairos.player.Core;
import io.kairos.player.Now;
import io.kairos.player.Outbox;
import io.kairos.player.PlayerMemory;
import io.kairos.player.Rules;

/** The steps of the core; the wall clock stands still during each. */
final class CoreSteps implements Steps {
    private final Core core = new Core();
    private final OperatorClock clock;
    private final Now now;
    private final RowWriter row = new RowWriter(4096);

    /** @param now what the core is told: {@code clock}, or something that does not depend on it */
    CoreSteps(OperatorClock clock, Now now) {
        this.clock = clock;
        this.now = now;
    }

    @Override
    public void take(StepTaken step, PlayerMemory memory, Rules rules, Outbox out) {
        clock.standAt(step.wall());
        switch (step.kind()) {
            case EVENT -> core.on(memory, step.arrival().event(), rules, now, step.forAll(), out);
            case CARRIED_OVER ->
                core.carriedOver(memory, step.arrival().event(), step.time(), rules, now, step.forAll(), out);
            case CAUGHT_UP -> core.caughtUp(memory, step.time(), rules, now, step.forAll(), out);
            case PROTECTION -> core.protect(memory, step.arrival().event(), rules, now, step.forAll(), out);
            case DEADLINE -> core.at(memory, step.time(), rules, now, step.forAll(), out);
        }
    }

    @Override
    public byte[] encode(PlayerMemory memory) {
        return memory.encode(row);
    }
}
