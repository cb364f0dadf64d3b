package io.kairos.playbook;

/**
 * Which of several offers is the best.
 *
 * @param rank the higher the better; null if all are alike
 * @param nothing what an offer must be better than; null if any offer is
 */
public record Ranking(Expression rank, Expression nothing) {
    public static final Ranking NONE = new Ranking(null, null);
}
