package io.kairos.pattern.compile;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;

/** The state of a shared buffer on the heap: maps whose contents are exchanged with every player. */
final class HeapStore {
    /** A shared buffer asks for so many maps. */
    private static final int MAPS = 3;

    private final List<HeapMap> maps = new ArrayList<>();

    /** What the buffer holds for one pattern of one player. */
    static final class Contents {
        private final List<Map<Object, Object>> maps = new ArrayList<>();

        Contents() {
            for (int i = 0; i < MAPS; i++) {
                maps.add(new HashMap<>());
            }
        }
    }

    /** The store as Flink sees it; a shared buffer asks it for map states and for nothing else. */
    KeyedStateStore asFlinkSeesIt() {
        return (KeyedStateStore) Proxy.newProxyInstance(
                HeapStore.class.getClassLoader(),
                new Class<?>[] {KeyedStateStore.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("getMapState") || maps.size() == MAPS) {
                        throw new IllegalStateException("a shared buffer that asks for " + method);
                    }
                    HeapMap map = new HeapMap();
                    maps.add(map);
                    return map;
                });
    }

    void use(Contents contents) {
        for (int i = 0; i < MAPS; i++) {
            maps.get(i).now = contents.maps.get(i);
        }
    }

    private static final class HeapMap implements MapState<Object, Object> {
        private Map<Object, Object> now = Map.of();

        @Override
        public Object get(Object key) {
            return now.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            now.put(key, value);
        }

        @Override
        public void putAll(Map<Object, Object> map) {
            now.putAll(map);
        }

        @Override
        public void remove(Object key) {
            now.remove(key);
        }

        @Override
        public boolean contains(Object key) {
            return now.containsKey(key);
        }

        @Override
        public Iterable<Map.Entry<Object, Object>> entries() {
            return now.entrySet();
        }

        @Override
        public Iterable<Object> keys() {
            return now.keySet();
        }

        @Override
        public Iterable<Object> values() {
            return now.values();
        }

        @Override
        public Iterator<Map.Entry<Object, Object>> iterator() {
            return now.entrySet().iterator();
        }

        @Override
        public boolean isEmpty() {
            return now.isEmpty();
        }

        @Override
        public void clear() {
            now.clear();
        }
    }
}
