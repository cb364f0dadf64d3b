package io.kairos.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AttributesTest {
    private static final String[] NAMES = {"stake", "odds", "kind", "live", "bet_id", "", "é", "payout", "legs", "slip"
    };
    private static final Object[] VALUES = {null, true, 5L, -0.0, Double.NaN, "", "LOSS", Long.MAX_VALUE};

    private static PlayerEvent event(Map<String, Object> attributes) {
        return PlayerEvent.of("e", "ada", "bet", 1, attributes);
    }

    /** Mostly the same few names; now and then more than are shared, and longer ones. */
    private static Map<String, Object> any(Random random) {
        Map<String, Object> map = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(List.of(NAMES));
        if (random.nextInt(4) == 0) {
            Collections.shuffle(names, random);
        }
        names.subList(0, random.nextInt(names.size() + 1)).forEach(name -> map.put(name, value(random)));
        if (random.nextInt(10) == 0) {
            for (int i = 0; i < random.nextInt(100); i++) {
                map.put("another " + i, value(random));
            }
        }
        if (random.nextInt(10) == 0) {
            map.put("long ".repeat(1 + random.nextInt(50)), value(random));
        }
        return map;
    }

    private static Object value(Random random) {
        return VALUES[random.nextInt(VALUES.length)];
    }

    @Test
    void anyMapIsTheSameAsAttributes() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            Map<String, Object> map = any(random);
            Map<String, Object> attributes = event(map).attributes();
            assertThat(attributes).isEqualTo(map).hasSameHashCodeAs(map).hasSize(map.size());
            assertThat(map).isEqualTo(attributes);
            assertThat(new ArrayList<>(attributes.entrySet())).isEqualTo(new ArrayList<>(map.entrySet()));
            List<String> told = new ArrayList<>();
            attributes.forEach((name, value) -> told.add(name + value));
            List<String> expected = new ArrayList<>();
            map.forEach((name, value) -> expected.add(name + value));
            assertThat(told).isEqualTo(expected);
            for (String name : NAMES) {
                assertThat(attributes.containsKey(name)).isEqualTo(map.containsKey(name));
                assertThat(attributes.get(name)).isEqualTo(map.get(name));
            }
            assertThat(attributes.get(7)).isNull();
        }
    }

    @Test
    void aReaderFindsItsAttributeInEventsOfAnyShape() {
        List<Attributes.Reader> readers = new ArrayList<>();
        for (String name : NAMES) {
            readers.add(new Attributes.Reader(name));
        }
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            Map<String, Object> map = any(random);
            PlayerEvent event = event(map);
            for (int n = 0; n < NAMES.length; n++) {
                assertThat(readers.get(n).of(event)).as(NAMES[n]).isEqualTo(map.get(NAMES[n]));
            }
        }
    }

    @Test
    void attributesCanNotBeChanged() {
        Map<String, Object> given = new LinkedHashMap<>(Map.of("stake", 5.0));
        PlayerEvent event = event(given);
        given.put("stake", 6.0);
        assertThat(event.attributes()).isEqualTo(Map.of("stake", 5.0));
        Map<String, Object> attributes = event.attributes();
        assertThatThrownBy(() -> attributes.put("stake", 6.0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> attributes.remove("stake")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(attributes::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> attributes.entrySet().iterator().next().setValue(1))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void ofOneNameTheLastValueCountsAtThePlaceOfTheFirst() {
        Map<String, Object> few = new Attributes.Builder(1)
                .put("stake", 5.0)
                .put("odds", 2.0)
                .put("stake", null)
                .build();
        assertThat(few.toString()).isEqualTo("{stake=null, odds=2.0}");

        Attributes.Builder many = new Attributes.Builder(0);
        for (int i = 0; i < 2 * Shape.MOST_NAMES; i++) {
            many.put("name " + i, i).put("name 0", -i);
        }
        assertThat(many.build()).hasSize(2 * Shape.MOST_NAMES).containsEntry("name 0", 1 - 2 * Shape.MOST_NAMES);
    }

    @Test
    void anEventIsReadAsItWasWritten() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            PlayerEvent event = event(any(random));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            EventCodec.write(event, new DataOutputStream(bytes));
            PlayerEvent read = EventCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            assertThat(read).isEqualTo(event);
            assertThat(read.attributes().toString())
                    .isEqualTo(event.attributes().toString());
        }
    }

    /** Sends names made up for it, beside a stake, until the shapes kept so far are given up. */
    private static void untilAllAreGivenUp() {
        Attributes.Reader stake = new Attributes.Reader("stake");
        Shape before = Shape.empty();
        for (int i = 0; i < 2 * Shape.MOST_SHARED && Shape.empty() == before; i++) {
            Map<String, Object> strange = new LinkedHashMap<>();
            strange.put("stake", (double) i);
            strange.put("made up " + System.nanoTime(), true);
            assertThat(stake.of(event(strange))).isEqualTo((double) i);
        }
        assertThat(Shape.empty()).isNotSameAs(before);
    }

    @Test
    void ofNamesThatASenderMakesUpOnlySoManyAreKept() {
        untilAllAreGivenUp();
        Attributes.Reader stake = new Attributes.Reader("stake");
        PlayerEvent early = event(Map.of("stake", 5.0));
        Shape before = Shape.empty();
        assertThat(stake.of(early)).isEqualTo(5.0);
        assertThat(before.known("stake")).isNotNull();

        untilAllAreGivenUp();

        assertThat(before.known("stake")).as("what was given up is let go").isNull();
        assertThat(stake.of(early)).isEqualTo(5.0);
    }

    @Test
    void namesThatAreTooLongOrTooManyAreNotKept() {
        untilAllAreGivenUp();
        String longest = "x".repeat(Shape.LONGEST_NAME);
        event(Map.of(longest, 1L));
        event(Map.of(longest + "x", 1L));
        assertThat(Shape.empty().known(longest)).isNotNull();
        assertThat(Shape.empty().known(longest + "x")).isNull();

        Map<String, Object> many = new LinkedHashMap<>();
        Shape shape = Shape.empty();
        for (int i = 0; i <= Shape.MOST_NAMES; i++) {
            many.put("n" + i, 1L);
        }
        event(many);
        for (int i = 0; i < Shape.MOST_NAMES; i++) {
            shape = shape.known("n" + i);
        }
        assertThat(shape.known("n" + Shape.MOST_NAMES)).isNull();
    }

    @Test
    void severalThreadsMayUseOneReader() throws Exception {
        Attributes.Reader stake = new Attributes.Reader("stake");
        List<Callable<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int seed = thread;
            threads.add(() -> {
                Random random = new Random(seed);
                int wrong = 0;
                for (int i = 0; i < 20_000; i++) {
                    Map<String, Object> map = any(random);
                    map.put(i % 2 == 0 ? "more " + random.nextInt(5_000) : "stake", (double) i);
                    Object found = stake.of(event(map));
                    wrong += found == null ? map.get("stake") == null ? 0 : 1 : found.equals(map.get("stake")) ? 0 : 1;
                }
                return wrong;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (Future<Integer> wrong : pool.invokeAll(threads)) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
