package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rows of a player at many points of his evening, with bytes flipped, cut out and put in by chance, and sealed again, as
 * if somebody else had written them: they are refused by the player's name, or read as something to go on from, and cost
 * no more than a row may.
 */
@Timeout(120)
class ForeignRowTest {
    private static final int ROWS = 60;
    private static final int MUTATIONS_PER_ROW = 100;
    private static final long SECOND = 1_000;

    /** The checksum is read behind the format. */
    private static final int HEAD = 5;

    /** A length that is none must not be believed: what it takes to read a row of some hundred bytes and to go on. */
    private static final long BYTES_PER_ROW = 8 << 20;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = Rig.of(Path.of("src/test/resources/rows/playbook"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<byte[]> rows(Random random) {
        List<byte[]> rows = new ArrayList<>();
        Play ada = player("ada").in("session_id", "s-1").in("licence", "MGA").in("zone", "Europe/Malta");
        while (rows.size() < ROWS) {
            does(ada, random);
            rig.on(ada.last());
            ada.waits(random.nextInt(4) * SECOND);
            rows.add(rig.row("ada"));
        }
        return rows;
    }

    private static void does(Play ada, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1 -> ada.does("bet", "stake", 10 + random.nextInt(9) / 4.0);
            case 2 -> ada.does("opened", "door", random.nextBoolean() ? "blue" : "red");
            case 3 -> ada.does("looked", "what", "the sea");
            case 4 -> ada.does("rg_risk_scored", "level", 4.0, "valid_until", NOON + 3600 * SECOND);
            case 5 -> ada.does("wished");
            default -> ada.does("lost");
        }
    }

    @Test
    void aRowThatSomebodyElseWroteIsRefusedByNameOrGoesOn() {
        Random random = new Random(3);
        int refused = 0;
        for (byte[] row : rows(random)) {
            for (int i = 0; i < MUTATIONS_PER_ROW; i++) {
                refused += isRead(sealed(mutated(row, random))) ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(ROWS * MUTATIONS_PER_ROW / 10, ROWS * MUTATIONS_PER_ROW - 1);
    }

    @Test
    void aRowThatIsNotSealedIsRefusedWhateverChanged() {
        Random random = new Random(4);
        for (byte[] row : rows(random)) {
            for (int i = 0; i < MUTATIONS_PER_ROW; i++) {
                byte[] mutated = mutated(row, random);
                assertThat(isRead(mutated)).isEqualTo(Arrays.equals(mutated, row));
            }
        }
    }

    /** One to three changes behind the head: a flipped bit, a byte of another value, some cut out, some put in. */
    private static byte[] mutated(byte[] row, Random random) {
        byte[] mutated = row;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = HEAD + random.nextInt(mutated.length - HEAD);
            int many = 1 + random.nextInt(12);
            mutated = switch (random.nextInt(4)) {
                case 0 -> spliced(mutated, at, 1, new byte[] {(byte) (mutated[at] ^ 1 << random.nextInt(8))});
                case 1 -> spliced(mutated, at, 1, new byte[] {extreme(random)});
                case 2 -> spliced(mutated, at, many, new byte[0]);
                default -> {
                    byte[] added = new byte[many];
                    random.nextBytes(added);
                    yield spliced(mutated, at, 0, added);
                }
            };
        }
        return mutated;
    }

    private static byte extreme(Random random) {
        return new byte[] {0, 1, 7, 8, 0x7f, (byte) 0x80, (byte) 0xff}[random.nextInt(7)];
    }

    private static byte[] spliced(byte[] row, int at, int without, byte[] with) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(row, 0, at);
        spliced.writeBytes(with);
        int rest = Math.min(row.length, at + without);
        spliced.write(row, rest, row.length - rest);
        return spliced.toByteArray();
    }

    private static byte[] sealed(byte[] row) {
        CRC32C sum = new CRC32C();
        sum.update(row, HEAD, row.length - HEAD);
        ByteBuffer.wrap(row).putInt(1, (int) sum.getValue());
        return row;
    }

    private boolean isRead(byte[] row) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            rig.remembers("ada", row);
            PlayerMemory memory = rig.memory("ada");
            memory.begun.entries().forEach(Begun.Entry::progress);
            memory.encode();
            return true;
        } catch (IllegalStateException refusal) {
            assertThat(refusal).hasMessageContaining("ada");
            return false;
        } catch (RuntimeException | Error other) {
            return fail("the row " + HexFormat.of().formatHex(row) + " gave " + other, other);
        } finally {
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated for the row %s", HexFormat.of().formatHex(row))
                    .isLessThan(BYTES_PER_ROW);
        }
    }
}
