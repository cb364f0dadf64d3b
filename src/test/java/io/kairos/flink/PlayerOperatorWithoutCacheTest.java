package io.kairos.flink;

/** The operator keeps what it promises also where every step reads and writes its row. */
class PlayerOperatorWithoutCacheTest extends PlayerOperatorTest {
    @Override
    String cachedRows() {
        return "0";
    }
}
