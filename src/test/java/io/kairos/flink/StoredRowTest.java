package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.player.PlayerMemory;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoredRowTest {
    private static final byte[] MEMORY = {7, 8};

    @Test
    void noRowIsARowWithNothingPending() {
        assertThat(StoredRow.of("ada", null)).isEqualTo(new StoredRow(PlayerMemory.NEVER, PlayerMemory.NEVER, null));
    }

    @Test
    void aRowRemembersItsPendingTimers() {
        assertThat(StoredRow.of("ada", new StoredRow(1_700_000_000_000L, PlayerMemory.NEVER, MEMORY).bytes()))
                .usingRecursiveComparison()
                .isEqualTo(new StoredRow(1_700_000_000_000L, PlayerMemory.NEVER, MEMORY));
        assertThat(StoredRow.of("ada", new StoredRow(PlayerMemory.NEVER, -1, MEMORY).bytes()))
                .usingRecursiveComparison()
                .isEqualTo(new StoredRow(PlayerMemory.NEVER, -1, MEMORY));
    }

    /** Rows outlive code: this is how format 1 was written. */
    @Test
    void aRowOfFormatOneIsStillRead() {
        assertThat(StoredRow.of("ada", HexFormat.of().parseHex("01" + "01e807" + "00" + "0708")))
                .usingRecursiveComparison()
                .isEqualTo(new StoredRow(500, PlayerMemory.NEVER, MEMORY));
    }

    @Test
    void aRowOfAFormatThatIsNotKnownSaysWhoWroteIt() {
        assertThatThrownBy(() -> StoredRow.of("ada", new byte[] {2, 0, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ada")
                .hasMessageContaining("format 2")
                .hasMessageContaining("newer Kairos");
    }

    @Test
    void aRowCutOffBeforeItsMemorySaysWhose() {
        byte[] row = new StoredRow(1_700_000_000_000L, 1_700_000_000_001L, MEMORY).bytes();
        for (int length = 0; length < row.length - MEMORY.length; length++) {
            byte[] torn = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> StoredRow.of("ada", torn))
                    .as("cut off after %d bytes", length)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ada");
        }
    }
}
