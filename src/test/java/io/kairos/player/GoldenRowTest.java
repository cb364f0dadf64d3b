package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows outlive the code that wrote them. Every format has a folder in {@code src/test/resources/rows} with the row of a
 * player, with something of everything a row can hold, under the playbook beside it; all stay as they are. A new format gets
 * a folder of its own, and the row that {@code mvn test -Dtest=GoldenRowTest -Drows.write=true} writes there.
 */
@Timeout(60)
class GoldenRowTest {
    private static final Path ROWS = Path.of("src/test/resources/rows");
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final int MUTATIONS = 6_000;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = Rig.of(ROWS.resolve("playbook")).remembersLately(new RecentEvents.Bounds(10 * MINUTE, 8, 4_096));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static byte[] golden(int format) throws Exception {
        String hex = Files.readString(ROWS.resolve("format-" + format).resolve("row.hex"), UTF_8);
        return HexFormat.of().parseHex(hex.lines().collect(Collectors.joining()));
    }

    /** At rest: two sequences begun, a silence that runs, a tag, an open offer, a full cap, a protection, eight features,
     * what happened lately. */
    private static Play untilItRests() {
        Play ada = player("ada")
                .in("session_id", "s-1")
                .in("brand", "b")
                .in("licence", "MGA")
                .in("zone", "Europe/Malta");
        for (int i = 0; i < 6; i++) {
            ada.does("bet", "stake", 10 + i / 4.0).waits(SECOND);
        }
        return ada.does("opened", "door", "blue")
                .waits(SECOND)
                .does("looked", "what", "the sea")
                .waits(SECOND)
                .does("rg_risk_scored", "level", 4.0, "valid_until", NOON + 60 * MINUTE)
                .waits(SECOND)
                .does("lost")
                .does("lost")
                .does("lost");
    }

    private static Play goesOn() {
        return player("ada")
                .waits(30 * SECOND)
                .does("wished")
                .does("looked", "what", "the sky")
                .does("closed", "door", "red")
                .does("closed", "door", "blue")
                .does("paid", "amount", 5.0);
    }

    /** What is said from here on: moments, offers and tags; at last what forbids gifts is over. */
    private List<String> said() {
        rig.moments.clear();
        rig.offers.clear();
        rig.tags.clear();
        rig.play(goesOn()).until(NOON + 24 * 60 * MINUTE);
        rig.on(player("ada").waits(25 * 60 * MINUTE).does("wished").last());
        List<String> said = new ArrayList<>();
        rig.moments.forEach(moment ->
                said.add((moment.at() - NOON) + " " + moment.pattern() + " " + moment.reason() + " " + moment.facts()));
        rig.offers.forEach(offer -> said.add(
                (offer.at() - NOON) + " " + offer.status() + " " + offer.words().message()));
        rig.tags.forEach(tag -> said.add((tag.at() - NOON) + " " + tag.change() + " " + tag.tag()));
        return said;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, PlayerMemory.FORMAT})
    void aRowStillHoldsAllItHeld(int format) throws Exception {
        rig.remembers("ada", golden(format));
        PlayerMemory ada = rig.memory("ada");
        assertThat(ada.nextWakeUp()).isEqualTo(NOON + 9 * SECOND + 5 * MINUTE);
        assertThat(ada.nextOfferEnd()).isEqualTo(NOON + 7 * SECOND + 30 * MINUTE);
        assertThat(ada.envelope.get("zone")).isEqualTo("Europe/Malta");

        rig.on(untilItRests().last());

        assertThat(rig.counted("duplicate")).isEqualTo(1);
        assertThat(said())
                .containsExactly(
                        "30000 wish PROTECTED {}",
                        "30000 look CAPPED {what=the sky}",
                        "30000 opened-and-closed NO_OFFERS {bets=6.0, staked=63.75, pace=1000, usual=10.625,"
                                + " seen=the sky, since_bet=25000, unlucky=3.0, most=11.25}",
                        "30000 paid-late NO_OFFERS {door=blue}",
                        "309000 silent-after-losses NO_OFFERS {}",
                        "90000000 wish OFFERED {}",
                        "1807000 EXPIRED About the sea.",
                        "90000000 ISSUED A gift.",
                        "30000 REFRESHED curious",
                        "309000 GAINED cooling",
                        "750000 LOST curious",
                        "909000 LOST cooling");
        assertThat(rig.counted("partials_dropped_by_change")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, PlayerMemory.FORMAT})
    void itGoesOnLikeOneThatHasNeverRested(int format) throws Exception {
        rig.play(untilItRests());
        List<String> fresh = said();
        rig.remembers("ada", golden(format));
        assertThat(said()).isEqualTo(fresh);
    }

    @Test
    void aRowCutOffAnywhereIsRefusedByName() throws Exception {
        byte[] row = golden(PlayerMemory.FORMAT);
        for (int length = 0; length < row.length; length++) {
            byte[] torn = Arrays.copyOf(row, length);
            assertThat(isRead(torn)).as("cut off after %d bytes", length).isFalse();
        }
    }

    @Test
    void aRowWithFlippedBitsIsRefusedByName() throws Exception {
        byte[] row = golden(PlayerMemory.FORMAT);
        Random random = new Random(1);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(row, random);
            assertThat(isRead(mutated)).isEqualTo(Arrays.equals(mutated, row));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, PlayerMemory.FORMAT})
    void aRowThatSomebodySealedWrongIsReadOrRefusedByName(int format) throws Exception {
        byte[] row = golden(format);
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            refused += isRead(sealed(mutated(row, random))) ? 0 : 1;
        }
        assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - 1);
    }

    private static byte[] sealed(byte[] row) {
        CRC32C sum = new CRC32C();
        sum.update(row, 5, row.length - 5);
        ByteBuffer.wrap(row).putInt(1, (int) sum.getValue());
        return row;
    }

    private static byte[] mutated(byte[] row, Random random) {
        byte[] mutated = row.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            mutated[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int from = random.nextInt(row.length);
        int length = random.nextInt(Math.min(16, row.length - from) + 1);
        switch (random.nextInt(4)) {
            case 0 -> Arrays.fill(mutated, from, from + length, (byte) 0xff);
            case 1 -> System.arraycopy(row, random.nextInt(row.length - length + 1), mutated, from, length);
            default -> {}
        }
        return mutated;
    }

    /** False if it is refused as it must be; what is read is a memory to go on from. */
    private boolean isRead(byte[] row) {
        try {
            rig.remembers("ada", row).memory("ada");
            rig.play(goesOn()).until(NOON + 24 * 60 * MINUTE);
            return true;
        } catch (IllegalStateException refusal) {
            assertThat(refusal).hasMessageContaining("ada");
            return false;
        } catch (RuntimeException | Error other) {
            return fail("the row " + HexFormat.of().formatHex(row) + " gave " + other, other);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "rows.write", matches = "true")
    void writeTheRowOfTheFormatOfToday() throws Exception {
        Path row = ROWS.resolve("format-" + PlayerMemory.FORMAT).resolve("row.hex");
        assertThat(row).as("a released row is never written anew").doesNotExist();
        Files.createDirectories(row.getParent());
        String hex = HexFormat.of().formatHex(rig.play(untilItRests()).row("ada"));
        Files.writeString(row, hex.replaceAll(".{120}", "$0\n") + "\n");
    }
}
