package io.kairos.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairos.event.RowReader;
import io.kairos.event.RowWriter;
import io.kairos.offer.OfferRecord.Status;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenOffersTest {
    private static final long NOON = 1_772_452_800_000L;
    private static final long MONTH = 30L * 86_400_000;

    private final SeenOffers seen = SeenOffers.none();

    private static byte[] row(SeenOffers seen) throws IOException {
        RowWriter row = new RowWriter();
        seen.write(row);
        return row.toByteArray();
    }

    private static SeenOffers stored(byte[] row) throws IOException {
        return SeenOffers.read("ada", new RowReader(row));
    }

    @Test
    void aRowHoldsItWhetherItWasReadOrNot() throws IOException {
        seen.issued("pattern:p", "a", true, NOON);
        seen.issued("pattern:q", "b", true, NOON + 1);
        seen.issued("shadow:pattern:p", "c", false, NOON + 2);
        seen.ended("a", Status.ACCEPTED, "push", NOON + 3);
        seen.ended("b", Status.DISMISSED, null, NOON + 4);
        byte[] row = row(seen);

        assertThat(row(stored(row))).isEqualTo(row);
        SeenOffers read = stored(row);
        assertThat(read.last(NOON + 5)).isEqualTo("b");
        assertThat(read.lastOf("pattern:p", NOON + 5)).isEqualTo("a");
        assertThat(read.lastOf("shadow:pattern:p", NOON + 5)).isEqualTo("c");
        assertThat(read.acceptance("a", NOON + 5)).isEqualTo(2.0 / 3);
        assertThat(read.acceptance("b", NOON + 5)).isEqualTo(1.0 / 3);
        assertThat(read.acceptedOn(NOON + 5)).isEqualTo("push");
        assertThat(read.times("c", NOON + 5)).isZero();
        assertThat(read.diesAt()).isEqualTo(NOON + 3 + MONTH);
        assertThat(row(read)).isEqualTo(row);
    }

    @Test
    void whoWasOfferedNothingNeedsOneByte() throws IOException {
        assertThat(row(seen)).hasSize(1);
        assertThat(seen.diesAt()).isEqualTo(Long.MIN_VALUE);
        assertThat(stored(row(seen)).last(NOON)).isNull();
    }

    @Test
    void whateverHeIsOfferedTheRowStaysSmall() throws IOException {
        int size = 0;
        for (int i = 0; i < 10_000; i++) {
            seen.issued("pattern:pattern-of-some-length-" + i % 100, "offer-of-some-length-" + i % 50, true, NOON + i);
            seen.ended("offer-of-some-length-" + i % 50, Status.values()[i % 5], "in_app", NOON + i);
            size = Math.max(size, row(seen).length);
        }
        assertThat(size).isBetween(1_000, 2_000);
        assertThat(seen.shown()).hasSize(SeenOffers.MOST);
        assertThat(seen.last(NOON + 10_000)).isEqualTo("offer-of-some-length-49");
    }

    @Test
    void theOneSeenLongestAgoMakesRoom() {
        for (int i = 0; i < SeenOffers.MOST; i++) {
            seen.issued("pattern:p" + i, "o" + i, true, NOON + i);
        }
        seen.issued("pattern:p0", "o0", true, NOON + 100);
        seen.issued("pattern:new", "new", true, NOON + 101);
        assertThat(seen.times("o0", NOON + 102)).isEqualTo(2);
        assertThat(seen.times("o1", NOON + 102)).isZero();
        assertThat(seen.times("o2", NOON + 102)).isEqualTo(1);
        assertThat(seen.lastOf("pattern:p1", NOON + 102)).isNull();
        assertThat(seen.lastOf("pattern:p0", NOON + 102)).isEqualTo("o0");
    }

    @Test
    void everythingCountsForAMonthToTheMillisecond() {
        seen.issued("pattern:p", "a", true, NOON);
        seen.ended("a", Status.ACCEPTED, "push", NOON + 10);
        assertThat(seen.last(NOON + MONTH - 1)).isEqualTo("a");
        assertThat(seen.last(NOON + MONTH)).isNull();
        assertThat(seen.lastOf("pattern:p", NOON + MONTH - 1)).isEqualTo("a");
        assertThat(seen.lastOf("pattern:p", NOON + MONTH)).isNull();
        assertThat(seen.acceptance("a", NOON + MONTH - 1)).isEqualTo(2.0 / 3);
        assertThat(seen.acceptance("a", NOON + MONTH)).isEqualTo(0.5);
        assertThat(seen.acceptedOn(NOON + 10 + MONTH - 1)).isEqualTo("push");
        assertThat(seen.acceptedOn(NOON + 10 + MONTH)).isNull();
    }

    @Test
    void whatIsForgottenDoesNotComeBackWithTheNextOffer() {
        seen.issued("pattern:p", "a", true, NOON);
        seen.ended("a", Status.DISMISSED, null, NOON + 1);
        seen.issued("pattern:p", "a", true, NOON + MONTH);
        assertThat(seen.times("a", NOON + MONTH)).isEqualTo(1);
        assertThat(seen.acceptance("a", NOON + MONTH)).isEqualTo(0.5);
    }

    @Test
    void onlyWhatHeDidOrLetPassCountsForAcceptance() {
        Map.of(
                        Status.ACCEPTED, 2.0 / 3,
                        Status.DISMISSED, 1.0 / 3,
                        Status.EXPIRED, 1.0 / 3,
                        Status.WITHDRAWN, 0.5)
                .forEach((end, acceptance) -> {
                    SeenOffers his = SeenOffers.none();
                    his.issued("pattern:p", "a", true, NOON);
                    his.ended("a", end, "in_app", NOON);
                    assertThat(his.acceptance("a", NOON)).as("%s", end).isEqualTo(acceptance);
                });
    }

    @Test
    void whatIsTornNamesThePlayer() throws IOException {
        seen.issued("pattern:p", "a", true, NOON);
        byte[] row = row(seen);
        row[7] = 127;
        SeenOffers torn = stored(row);
        assertThatThrownBy(() -> torn.last(NOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the row of player ada is torn");
    }
}
