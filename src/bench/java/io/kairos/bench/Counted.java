package io.kairos.bench;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink that counts, and shows what it is given to whoever looks. One job at a time. */
final class Counted<T> implements Sink<T> {
    private static final long serialVersionUID = 1;
    private static final LongAdder COUNT = new LongAdder();
    private static volatile Consumer<Object> watcher;

    private Counted() {}

    static <T> Counted<T> anew(Consumer<Object> watcher) {
        COUNT.reset();
        Counted.watcher = watcher;
        return new Counted<>();
    }

    static long count() {
        return COUNT.sum();
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            private final Consumer<Object> told = watcher;

            @Override
            public void write(T record, Context about) {
                COUNT.increment();
                if (told != null) {
                    told.accept(record);
                }
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
