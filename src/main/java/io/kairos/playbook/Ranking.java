package io.kairos.playbook;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which of several offers is the best, and where he likes to be told.
 *
 * @param rank a number for each offer, the higher the better; null if all are alike
 * @param nothing what an offer must be better than; null if any offer is
 * @param prefer the channel he prefers, a text; null if the playbook does not say
 */
public record Ranking(Expression rank, Expression nothing, Expression prefer) {
    public static final Ranking NONE = new Ranking(null, null, null);

    /** What there is of them. */
    public List<Expression> expressions() {
        return Stream.of(rank, nothing, prefer).filter(Objects::nonNull).toList();
    }
}
