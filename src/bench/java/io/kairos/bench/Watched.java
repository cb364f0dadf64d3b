package io.kairos.bench;

import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink that shows what it is given to whoever looks, and keeps nothing. One job at a time. */
final class Watched<T> implements Sink<T> {
    private static final long serialVersionUID = 1;
    private static volatile Consumer<Object> watcher;

    private Watched() {}

    static <T> Watched<T> byNobody() {
        return by(written -> {});
    }

    static <T> Watched<T> by(Consumer<Object> watcher) {
        Watched.watcher = watcher;
        return new Watched<>();
    }

    /** By the one who watches already. */
    static <T> Watched<T> again() {
        return new Watched<>();
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        Consumer<Object> told = watcher;
        return new SinkWriter<>() {
            @Override
            public void write(T record, Context about) {
                told.accept(record);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
