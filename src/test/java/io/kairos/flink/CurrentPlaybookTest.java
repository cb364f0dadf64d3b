package io.kairos.flink;

import static io.kairos.flink.Evening.brokenPlaybook;
import static io.kairos.flink.Evening.playbook;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.flink.CurrentPlaybook.InForce;
import io.kairos.flink.CurrentPlaybook.Status;
import io.kairos.flink.CurrentPlaybook.Verdict;
import io.kairos.pattern.compile.CompactMatcherFactory;
import io.kairos.pattern.match.Conditions;
import io.kairos.pattern.match.Matcher;
import io.kairos.pattern.match.MatcherFactory;
import io.kairos.pattern.match.Sequence;
import io.kairos.playbook.Pattern;
import io.kairos.player.Core;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurrentPlaybookTest {
    private final Recording factory = new Recording();
    private final CurrentPlaybook current = new CurrentPlaybook(factory, Core.Settings.DEFAULT);

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void onlyWhatChangedIsCompiled() {
        current.consider(playbook(1));
        factory.compiled.clear();

        current.consider(playbook(2, "5s"));

        assertThat(factory.compiled).containsExactly("silent-after-losses");
    }

    @Test
    void aRestoredPlaybookThatThisVersionNoLongerReadsGivesWayToTheSubmittedOne() {
        Verdict restored = current.restore(new InForce(brokenPlaybook(9), Map.of()));
        Verdict submitted = current.consider(playbook(1));

        assertThat(restored.status()).isEqualTo(Status.REFUSED);
        assertThat(submitted.status()).isEqualTo(Status.APPLIED);
        assertThat(current.version()).isEqualTo(1);
    }

    @Test
    void aPlaybookThatCannotBeCompiledIsRefusedAndTheOneInForceStays() {
        current.consider(playbook(1));
        factory.broken = true;

        Verdict verdict = current.consider(playbook(2, "5s"));

        assertThat(verdict.status()).isEqualTo(Status.REFUSED);
        assertThat(verdict.detail()).contains("cannot be compiled", "no such edge");
        assertThat(current.version()).isEqualTo(1);
        assertThat(current.rules().playbook().version()).isEqualTo(1);
    }

    @Test
    void thePastOfAnUnchangedPatternGoesOn() {
        current.consider(playbook(1));
        Map<String, String> first = current.inForce().lineages();

        current.consider(playbook(2, "5s"));

        Map<String, String> second = current.inForce().lineages();
        assertThat(second.get("looked-and-left")).isEqualTo(first.get("looked-and-left"));
        assertThat(second.get("silent-after-losses")).isNotEqualTo(first.get("silent-after-losses"));
    }

    private static final class Recording implements MatcherFactory {
        private final MatcherFactory flink = new CompactMatcherFactory();
        private final List<String> compiled = new ArrayList<>();
        private boolean broken;

        @Override
        public Matcher compile(Pattern pattern, Sequence sequence) {
            if (broken) {
                throw new IllegalArgumentException("no such edge");
            }
            compiled.add(pattern.id());
            return flink.compile(pattern, sequence);
        }

        @Override
        public void close() {
            flink.close();
        }

        @Override
        public Conditions conditions() {
            return flink.conditions();
        }
    }
}
