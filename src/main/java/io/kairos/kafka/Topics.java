package io.kairos.kafka;

import io.kairos.event.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics, created where they are missing. An existing one is left as it is. */
public final class Topics {
    /** The largest bundle, and so the largest record, of the playbook topic. */
    static final int PLAYBOOK_MAX_BYTES = 8 << 20;

    private Topics() {}

    /**
     * Creates whatever is missing of the settings' topics: events (but not those of a pattern), the playbook, outputs.
     *
     * @param partitions of the topics of events and of outputs; the playbook always has one
     * @return the names of the topics created
     * @throws IllegalStateException if the brokers cannot be reached or refuse
     */
    public static List<String> create(KafkaSettings settings, int partitions) {
        List<NewTopic> wanted = new ArrayList<>();
        settings.events().names().forEach(name -> wanted.add(topic(name, partitions, Map.of())));
        wanted.add(playbook(settings.playbook()));
        for (Output.Kind kind : Output.Kind.values()) {
            wanted.add(topic(settings.topic(kind), partitions, config(kind)));
        }
        return create(settings.properties(), settings.servers(), wanted);
    }

    static NewTopic playbook(String name) {
        return topic(
                name,
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(PLAYBOOK_MAX_BYTES)));
    }

    private static Map<String, String> config(Output.Kind kind) {
        Map<String, String> config = new LinkedHashMap<>();
        // a replay writes records with times of its own; a broker refuses what is an hour ahead of its clock
        config.put(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE));
        switch (kind) {
            case TAG_CHANGE, OFFER_STATS ->
                config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            case OFFER, DECISION, DEAD_LETTER, PLAYBOOK_STATUS ->
                config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        }
        return config;
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> config) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
    }

    static List<String> create(Properties client, String servers, List<NewTopic> wanted) {
        try (Admin admin = Admin.create(client)) {
            Set<String> there = admin.listTopics().names().get();
            List<String> created = new ArrayList<>();
            for (NewTopic topic : wanted) {
                if (!there.contains(topic.name()) && create(admin, topic)) {
                    created.add(topic.name());
                }
            }
            awaitKnown(admin, created);
            return created;
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new IllegalStateException(
                    (cause instanceof TimeoutException ? "no Kafka answers at " : "cannot create topics at ") + servers
                            + ": " + cause.getMessage(),
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    /** The controller has them at once; the brokers hear of them a moment later. */
    private static void awaitKnown(Admin admin, List<String> created) throws ExecutionException, InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                admin.describeTopics(created).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > giveUp) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /** False if somebody else was faster. */
    private static boolean create(Admin admin, NewTopic topic) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }
}
