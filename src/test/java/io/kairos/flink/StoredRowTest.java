package io.kairos.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.player.PlayerMemory;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoredRowTest {
    private static final byte[] MEMORY = {7, 8};

    @Test
    void noRowIsARowWithNothingPending() {
        assertThat(StoredRow.of(null)).isEqualTo(new StoredRow(PlayerMemory.NEVER, PlayerMemory.NEVER, null));
    }

    @Test
    void aRowRemembersItsPendingTimers() {
        assertThat(StoredRow.of(new StoredRow(1_700_000_000_000L, PlayerMemory.NEVER, MEMORY).bytes()))
                .usingRecursiveComparison()
                .isEqualTo(new StoredRow(1_700_000_000_000L, PlayerMemory.NEVER, MEMORY));
        assertThat(StoredRow.of(new StoredRow(PlayerMemory.NEVER, -1, MEMORY).bytes()))
                .usingRecursiveComparison()
                .isEqualTo(new StoredRow(PlayerMemory.NEVER, -1, MEMORY));
    }

    /** Rows outlive code: this is how format 1 was written. */
    @Test
    void aRowOfFormatOneIsStillRead() {
        assertThat(StoredRow.of(HexFormat.of().parseHex("01" + "01e807" + "00" + "0708")))
                .usingRecursiveComparison()
                .isEqualTo(new StoredRow(500, PlayerMemory.NEVER, MEMORY));
    }

    @Test
    void aRowOfAFormatThatIsNotKnownSaysWhoWroteIt() {
        assertThatThrownBy(() -> StoredRow.of(new byte[] {2, 0, 0}))
                .hasMessageContaining("format 2")
                .hasMessageContaining("newer Kairos");
    }
}
