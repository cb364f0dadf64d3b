package io.kairos.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentWordsTest {
    @Test
    void aWordThatComesAgainIsTheSameObject() {
        assertThat(word("mobile")).isEqualTo("mobile").isSameAs(word("mobile"));
    }

    @Test
    void whateverTheTextItIsReadAsItWasWritten() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        String letters = "ab\u00e9\u20ac0 \u0000";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(30); left > 0; left--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            RowWriter row = new RowWriter();
            Values.write(text.toString(), row);
            assertThat(Values.read(new RowReader(row.toByteArray()))).isEqualTo(text.toString());
        }
    }

    private static String word(String text) {
        byte[] utf8 = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return RecentWords.word(utf8, 1, utf8.length - 2);
    }
}
