package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmRowsTest {
    private final Asked state = new Asked();

    /** Room for two rows of ten bytes, and not for a byte more. */
    private final WarmRows rows = new WarmRows(2 * (160 + 10), state);

    @Test
    void aRowThatWasReadIsNotAskedForAgain() throws Exception {
        state.rows.put("ada", bytes("0123456789"));

        assertThat(rows.row("ada")).asString().isEqualTo("0123456789");
        assertThat(rows.row("ada")).asString().isEqualTo("0123456789");

        assertThat(state.said).containsExactly("read ada");
    }

    @Test
    void thatThereIsNoRowIsNotAskedAgainEither() throws Exception {
        assertThat(rows.row("ada")).isNull();
        assertThat(rows.row("ada")).isNull();

        assertThat(state.said).containsExactly("read ada");
        assertThat(rows.weight()).isEqualTo(160);
    }

    @Test
    void whatIsWrittenIsInStateAtOnceAndIsWhatIsRead() throws Exception {
        rows.write("ada", bytes("older"));
        rows.write("ada", bytes("newer"));

        assertThat(rows.row("ada")).asString().isEqualTo("newer");
        assertThat(state.rows.get("ada")).asString().isEqualTo("newer");
        assertThat(state.said).containsExactly("write ada", "write ada");
        assertThat(rows.weight()).isEqualTo(160 + 5);
    }

    @Test
    void whoIsForgottenIsForgottenHereToo() throws Exception {
        rows.write("ada", bytes("0123456789"));

        rows.clear("ada");

        assertThat(rows.row("ada")).isNull();
        assertThat(state.said).containsExactly("write ada", "clear ada");
        assertThat(rows.weight()).isEqualTo(160);
    }

    @Test
    void theOneNotUsedForLongestGoesAsSoonAsThereIsAByteTooMuch() throws Exception {
        rows.write("ada", bytes("0123456789"));
        rows.write("bob", bytes("0123456789"));
        rows.row("ada");
        state.said.clear();

        rows.write("eve", bytes("0123456789"));
        rows.row("ada");
        rows.row("eve");
        assertThat(state.said).containsExactly("write eve");

        rows.row("bob");
        assertThat(state.said).containsExactly("write eve", "read bob");
        assertThat(rows.weight()).isEqualTo(2 * (160 + 10));
    }

    @Test
    void whatDoesNotFitAtAllIsStillWritten() throws Exception {
        rows.write("ada", bytes("0".repeat(1_000)));

        assertThat(state.rows.get("ada")).hasSize(1_000);
        assertThat(rows.weight()).isZero();
    }

    @Test
    void aWriteThatFailsLeavesWhatIsInState() throws Exception {
        rows.write("ada", bytes("older"));
        state.broken = true;

        try {
            rows.write("ada", bytes("newer"));
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("broken");
        }

        assertThat(rows.row("ada")).asString().isEqualTo("older");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Asked implements PlayerState {
        final Map<String, byte[]> rows = new HashMap<>();
        final List<String> said = new ArrayList<>();
        boolean broken;

        @Override
        public byte[] row(String player) {
            said.add("read " + player);
            return rows.get(player);
        }

        @Override
        public void write(String player, byte[] row) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            said.add("write " + player);
            rows.put(player, row);
        }

        @Override
        public void clear(String player) {
            said.add("clear " + player);
            rows.remove(player);
        }
    }
}
