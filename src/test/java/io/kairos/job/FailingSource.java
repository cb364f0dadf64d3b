package io.kairos.job;

import io.kairos.event.Arrival;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source that fails its task, and so the job, as often as it is told: each time after some checkpoints of that attempt,
 * with records written since the last one and the next one not begun. It delivers slowly until all failures have
 * happened, then as fast as it can.
 */
final class FailingSource<S extends SourceSplit, C> implements Source<Arrival, S, C> {
    private static final long serialVersionUID = 1;
    private static final int CHECKPOINTS_BEFORE = 2;
    private static final int POLLS_BETWEEN_LOOKS = 10;

    /** Outside of the job, which dies of it. */
    private static final AtomicInteger TO_COME = new AtomicInteger();

    private static volatile LongSupplier written;
    private static volatile long atLeast;

    private final Source<Arrival, S, C> source;

    FailingSource(Source<Arrival, S, C> source) {
        this.source = source;
    }

    /**
     * Plans the failures of the next job.
     *
     * @param records how many records there are where the job writes, the broker's own marks included
     * @param since how many of them must have been added since the checkpoint
     */
    static void plan(int failures, LongSupplier records, long since) {
        written = records;
        atLeast = since;
        TO_COME.set(failures);
    }

    /** How many failures have not happened. */
    static int toCome() {
        return TO_COME.get();
    }

    static final class PlannedFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        PlannedFailure() {
            super("failed as the test wants it");
        }
    }

    @Override
    public SourceReader<Arrival, S> createReader(SourceReaderContext context) throws Exception {
        return new Reader<>(source.createReader(context), context.getIndexOfSubtask() == 0);
    }

    @SuppressWarnings("try") // what the reader behind it throws on closing is that reader's matter
    private static final class Reader<S extends SourceSplit> implements SourceReader<Arrival, S> {
        private static final long UNKNOWN = -1;

        private final SourceReader<Arrival, S> reader;
        private final boolean fails;
        private int polls;
        private int checkpoints;
        private long atCheckpoint = UNKNOWN;

        Reader(SourceReader<Arrival, S> reader, boolean fails) {
            this.reader = reader;
            this.fails = fails;
        }

        @Override
        public InputStatus pollNext(ReaderOutput<Arrival> output) throws Exception {
            if (TO_COME.get() > 0) {
                Thread.sleep(2);
                polls++;
                if (fails && polls % POLLS_BETWEEN_LOOKS == 0 && isDue()) {
                    TO_COME.decrementAndGet();
                    throw new PlannedFailure();
                }
            }
            return reader.pollNext(output);
        }

        private boolean isDue() {
            return checkpoints >= CHECKPOINTS_BEFORE
                    && atCheckpoint != UNKNOWN
                    && written.getAsLong() - atCheckpoint >= atLeast;
        }

        @Override
        public List<S> snapshotState(long checkpoint) {
            atCheckpoint = UNKNOWN;
            return reader.snapshotState(checkpoint);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) throws Exception {
            checkpoints++;
            if (fails && TO_COME.get() > 0) {
                atCheckpoint = written.getAsLong();
            }
            reader.notifyCheckpointComplete(checkpoint);
        }

        @Override
        public void notifyCheckpointAborted(long checkpoint) throws Exception {
            reader.notifyCheckpointAborted(checkpoint);
        }

        @Override
        public void start() {
            reader.start();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return reader.isAvailable();
        }

        @Override
        public void addSplits(List<S> splits) {
            reader.addSplits(splits);
        }

        @Override
        public void notifyNoMoreSplits() {
            reader.notifyNoMoreSplits();
        }

        @Override
        public void handleSourceEvents(SourceEvent event) {
            reader.handleSourceEvents(event);
        }

        @Override
        public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
            reader.pauseOrResumeSplits(toPause, toResume);
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context) throws Exception {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<S, C> restoreEnumerator(SplitEnumeratorContext<S> context, C checkpoint) throws Exception {
        return source.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<S> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<C> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }
}
