package io.kairos.playbook;

import java.util.Map;

/** Reads how the policy chooses: {@code choice} of policy.yaml, and the weights that it is to heed. */
final class ChoiceReader {
    private final Draft draft;
    private final Problems problems;
    private final Item choice;

    ChoiceReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
        Item policy = draft.file("policy.yaml");
        this.choice = policy == null ? null : policy.get("choice");
    }

    Ranking read() {
        if (choice == null) {
            heededWeights();
            return Ranking.NONE;
        }
        if (choice.has("nothing") && !choice.has("rank")) {
            problems.add(
                    choice.key("nothing"),
                    "`nothing` is compared with the ranks of the offers, and there are none",
                    "rank them: rank: \"offer.weight\"");
        }
        Environment state = Environment.state(draft);
        Expression rank =
                ExpressionCompiler.compile(choice.get("rank"), Environment.ranking(draft), ValueType.NUMBER, problems);
        if (rank != null || !choice.has("rank")) {
            heededWeights();
        }
        return new Ranking(
                rank,
                ExpressionCompiler.compile(choice.get("nothing"), state, ValueType.NUMBER, problems),
                ExpressionCompiler.compile(choice.get("prefer"), state, ValueType.STRING, problems));
    }

    /** A weight that no formula reads would be believed to do something. */
    private void heededWeights() {
        String rank = choice == null ? null : choice.text("rank");
        if (rank != null && rank.contains("offer.weight")) {
            return;
        }
        draft.entries("offers.yaml", "offers").values().forEach(this::unheeded);
        for (Map.Entry<String, PatternReader.Read> pattern : draft.patterns().entrySet()) {
            Item offers = pattern.getValue().item().get("offers");
            if (offers != null) {
                offers.list().forEach(this::unheeded);
            }
        }
    }

    private void unheeded(Item weighed) {
        if (!weighed.isBad() && weighed.has("weight")) {
            problems.add(
                    weighed.key("weight"),
                    "`weight` changes nothing: no `rank` reads it",
                    "write choice: { rank: \"offer.weight\" } in policy.yaml, or remove it");
        }
    }
}
