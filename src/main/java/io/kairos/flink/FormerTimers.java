package io.kairos.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;

/** Flink's timers in savepoints of the time before {@link Deadlines}: nothing is lost with them, the rows say the same. */
final class FormerTimers implements Triggerable<String, String> {
    private record Timer(Object player, String namespace, long time) {}

    static void delete(AbstractStreamOperator<?> operator) throws Exception {
        InternalTimerService<String> service =
                operator.getInternalTimerService("deadlines", StringSerializer.INSTANCE, new FormerTimers());
        List<Timer> timers = new ArrayList<>();
        service.forEachEventTimeTimer(
                (namespace, time) -> timers.add(new Timer(operator.getCurrentKey(), namespace, time)));
        for (Timer timer : timers) {
            operator.setCurrentKey(timer.player());
            service.deleteEventTimeTimer(timer.namespace(), timer.time());
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, String> timer) {
        throw new IllegalStateException("a timer fires that was deleted: " + timer);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, String> timer) {
        throw new IllegalStateException("nothing here waits for the wall clock");
    }
}
