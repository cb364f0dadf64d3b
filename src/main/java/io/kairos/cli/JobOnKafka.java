package io.kairos.cli;

import io.kairos.flink.InFlight;
import io.kairos.flink.KairosJob;
import io.kairos.kafka.KafkaEnds;
import io.kairos.kafka.KafkaSettings;
import io.kairos.playbook.Bundle;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** The job between its ends in Kafka. */
final class JobOnKafka {
    private JobOnKafka() {}

    /** Adds the job to the environment; running it is the caller's. */
    static void addTo(StreamExecutionEnvironment environment, JobSettings settings, Bundle playbook) {
        KafkaEnds kafka = new KafkaEnds(settings.kafka());
        int asked = settings.job().parallelism() == 0
                ? environment.getParallelism()
                : settings.job().parallelism();
        KairosJob.Ends ends = new KairosJob.Ends(
                kafka.events(InFlight.ARRIVAL, Duration.ofMillis(settings.job().ahead()), false),
                Math.min(asked, partitions(settings.kafka())),
                kafka.playbook(InFlight.PLAYBOOK, false),
                kafka.outputs());
        new KairosJob(ends, playbook, settings.job()).build(environment);
        if (settings.heartbeats()) {
            HeartbeatsInJob.addTo(environment, settings.kafka());
        }
    }

    /** How many partitions the event topics have together: a reader without one would hold time. */
    private static int partitions(KafkaSettings settings) {
        try (Admin admin = Admin.create(settings.properties())) {
            Set<String> there = admin.listTopics().names().get();
            List<String> topics = settings.events().names();
            if (topics.isEmpty()) {
                Pattern pattern = Pattern.compile(settings.events().pattern());
                topics = there.stream().filter(pattern.asMatchPredicate()).toList();
            }
            if (topics.isEmpty() || !there.containsAll(topics)) {
                throw Stop.couldNotRun(
                        null,
                        "the event topics %s are not all there; `kairos topics` makes those that are missing",
                        topics.isEmpty() ? settings.events().pattern() : topics);
            }
            Collection<TopicDescription> described =
                    admin.describeTopics(topics).allTopicNames().get().values();
            return described.stream()
                    .mapToInt(topic -> topic.partitions().size())
                    .sum();
        } catch (ExecutionException | KafkaException e) {
            throw Stop.couldNotRun(e, "cannot ask Kafka for the event topics: %s", EventTopic.cause(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Stop.couldNotRun(e, "interrupted");
        }
    }
}
