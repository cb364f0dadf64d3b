package io.kairos.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final int LIST = 7;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Map<String, Object> value = new HashMap<>();
        value.put("a", List.of(1L, 2.5, true, List.of("b", Map.of("c", Long.MIN_VALUE))));
        value.put("nothing", null);
        RowWriter out = new RowWriter();
        Values.write(value, out);
        assertThat(Values.read(new RowReader(out.toByteArray()))).isEqualTo(value);
    }

    @Test
    void listsInListsWithoutEndAreRefused() {
        byte[] nested = new byte[1 << 20];
        Arrays.fill(nested, (byte) 1);
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = LIST;
        }
        assertThatThrownBy(() -> Values.read(new RowReader(nested)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void aTextLongerThanItsRowIsRefused() {
        byte[] text = {(byte) 0xff, (byte) 0xff, 0x7f, 'a'};
        assertThatThrownBy(() -> Values.readText(new RowReader(text)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 of 2097151");
    }
}
