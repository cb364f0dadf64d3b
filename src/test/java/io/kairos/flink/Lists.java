package io.kairos.flink;

import io.kairos.event.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Ends of a job that are lists. */
final class Lists {
    private Lists() {}

    /** Delivers the list in order, if it runs in one subtask, and ends. */
    static <T> Source<T, ?, ?> source(List<T> list, TypeInformation<T> type) throws IOException {
        Reading<T> reading = reading(list, type);
        return new DataGeneratorSource<>(reading, reading.items().size(), type);
    }

    static <T> Reading<T> reading(List<T> list, TypeInformation<T> type) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        ArrayList<byte[]> items = new ArrayList<>();
        for (T item : list) {
            DataOutputSerializer bytes = new DataOutputSerializer(64);
            serializer.serialize(item, bytes);
            items.add(bytes.getCopyOfBuffer());
        }
        return new Reading<>(items, serializer);
    }

    record Reading<T>(ArrayList<byte[]> items, TypeSerializer<T> serializer) implements GeneratorFunction<Long, T> {
        @Override
        public T map(Long index) throws IOException {
            return serializer.deserialize(new DataInputDeserializer(items.get(index.intValue())));
        }
    }

    /** All instances, also those that Flink copies, put into one list. */
    static final class Collected implements Sink<Output> {
        private static final long serialVersionUID = 1;
        private static final Queue<Output> OUTPUTS = new ConcurrentLinkedQueue<>();

        /** An empty list. */
        static Collected anew() {
            OUTPUTS.clear();
            return new Collected();
        }

        List<Output> all(Output.Kind kind) {
            return OUTPUTS.stream().filter(output -> output.kind() == kind).toList();
        }

        List<Object> all(Output.Kind kind, String field) {
            return all(kind).stream().map(output -> output.fields().get(field)).toList();
        }

        @Override
        public SinkWriter<Output> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Output output, Context about) {
                    OUTPUTS.add(output);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
