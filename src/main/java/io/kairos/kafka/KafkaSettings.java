package io.kairos.kafka;

import io.kairos.event.Output;
import io.kairos.event.Setting;
import io.kairos.playbook.Durations;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where Kafka is, what the topics are called, and how what is written is delivered.
 *
 * @param client the properties handed to every Kafka client as they are; they may hold secrets
 * @param events the topics events are read from
 * @param outputs the topic of each kind of output
 * @param transactionTimeout how long the broker keeps an open transaction
 * @param transactionPrefix begins the transactional ids; two jobs on one Kafka cluster need two
 */
public record KafkaSettings(
        Map<String, String> client,
        EventTopics events,
        String playbook,
        Map<Output.Kind, String> outputs,
        RegistryAccess registry,
        Delivery delivery,
        Duration transactionTimeout,
        String transactionPrefix,
        From from)
        implements Serializable {

    /** What a reader of the topics may see twice. */
    public enum Delivery {
        AT_LEAST_ONCE,
        EXACTLY_ONCE
    }

    /** Where reading begins when there is no state to go on from. */
    public enum From {
        EARLIEST,
        LATEST,
        COMMITTED
    }

    /** Topics by name, or all that match a pattern; the other one is empty. */
    public record EventTopics(List<String> names, String pattern) implements Serializable {
        public EventTopics {
            names = List.copyOf(names);
        }
    }

    private static final String PROPERTIES = "kafka.properties";
    private static final String EVENTS = "topics.events";
    private static final String EVENTS_PATTERN = "topics.events-pattern";
    private static final String PLAYBOOK = "topics.playbook";
    private static final String OFFERS = "topics.offers";
    private static final String DECISIONS = "topics.decisions";
    private static final String TAGS = "topics.tags";
    private static final String DEAD_LETTERS = "topics.dead-letters";
    private static final String STATUS = "topics.status";
    private static final String STATS = "topics.offer-stats";
    private static final String REGISTRY = "schema.registry.url";
    private static final String DELIVERY = "delivery";
    private static final String TRANSACTION_TIMEOUT = "delivery.transaction-timeout";
    private static final String TRANSACTION_PREFIX = "delivery.transaction-prefix";
    private static final String FROM = "events.from";

    /** Every setting of this part, in the order of the README's table. */
    public static final List<Setting> KEYS = List.of(
            new Setting(
                    PROPERTIES,
                    "",
                    "file of properties passed to the Kafka clients as they are (bootstrap.servers, TLS, SASL);"
                            + " without one, bootstrap.servers=localhost:9092"),
            new Setting(EVENTS, "player-events", "topics events are read from, separated by commas"),
            new Setting(
                    EVENTS_PATTERN,
                    "",
                    "regular expression: read events from every topic whose name matches, also from ones created"
                            + " later; instead of " + EVENTS),
            new Setting(PLAYBOOK, "playbook", "topic the playbook is published to"),
            new Setting(OFFERS, "offers", "topic for offers"),
            new Setting(DECISIONS, "decisions", "topic for decisions"),
            new Setting(TAGS, "player-tags", "topic for tag changes, compacted"),
            new Setting(DEAD_LETTERS, "dead-letters", "topic for refused records"),
            new Setting(STATUS, "playbook-status", "topic for what became of a published playbook"),
            new Setting(STATS, "offer-stats", "topic for what became of the offers in numbers, compacted"),
            new Setting(
                    REGISTRY,
                    "",
                    "address of a Confluent-compatible schema registry; without one, Avro single-object encoding"),
            new Setting(
                    DELIVERY,
                    "at-least-once",
                    "at-least-once (at once, after a crash possibly twice with the same id) or exactly-once (held"
                            + " back until the checkpoint)"),
            new Setting(
                    TRANSACTION_TIMEOUT,
                    "15m",
                    "exactly-once only: longer than the checkpoint interval and the longest outage together, not"
                            + " longer than the broker's transaction.max.timeout.ms"),
            new Setting(
                    TRANSACTION_PREFIX,
                    "kairos",
                    "exactly-once only: begins the transactional ids; two jobs on one Kafka cluster need two"),
            new Setting(
                    FROM,
                    "committed",
                    "where a job without state begins: earliest, latest, or committed (by the consumer group; earliest"
                            + " where it has committed nothing)"));

    private static final String USER_INFO = "schema.registry.basic.auth.user.info";
    private static final String HIDDEN = "[hidden]";

    public KafkaSettings {
        client = Map.copyOf(client);
        outputs = Map.copyOf(outputs);
        String servers = client.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
        require(
                !servers.isBlank(),
                "the properties file %s names must contain %s, but it has only the keys %s",
                PROPERTIES,
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                new TreeMap<>(client).keySet());
    }

    /**
     * Reads the settings of {@link #KEYS}, each with its default; other keys are not looked at.
     *
     * @throws IllegalArgumentException if a setting is not what it must be; the message says which and why
     */
    public static KafkaSettings read(Map<String, String> settings) {
        return read(settings, properties(value(settings, PROPERTIES)));
    }

    /** The same with the clients' properties at hand instead of in a file. */
    public static KafkaSettings read(Map<String, String> settings, Map<String, String> client) {
        return new KafkaSettings(
                client,
                eventTopics(settings),
                topic(settings, PLAYBOOK),
                outputs(settings),
                registry(value(settings, REGISTRY), client),
                choice(settings, DELIVERY, Delivery.values()),
                duration(settings, TRANSACTION_TIMEOUT),
                name(settings, TRANSACTION_PREFIX),
                choice(settings, FROM, From.values()));
    }

    /** The clients' properties as Kafka wants them. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(client);
        return properties;
    }

    public String topic(Output.Kind kind) {
        return outputs.get(kind);
    }

    /** The servers, for messages. */
    String servers() {
        return client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }

    /**
     * The clients' properties for printing: only those that Kafka knows and that are no secrets have their values shown.
     */
    public Map<String, String> redacted() {
        Map<String, String> shown = new TreeMap<>();
        client.forEach((key, value) -> shown.put(key, isPublic(key) && !value.contains("@") ? value : HIDDEN));
        return shown;
    }

    @Override
    public String toString() {
        return "KafkaSettings[client=" + redacted() + ", events=" + events + ", playbook=" + playbook + ", outputs="
                + new TreeMap<>(outputs) + ", registry=" + registry + ", delivery=" + delivery + ", from=" + from + "]";
    }

    private static boolean isPublic(String key) {
        for (ConfigDef known :
                List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())) {
            ConfigDef.ConfigKey config = known.configKeys().get(key);
            if (config != null) {
                return config.type() != ConfigDef.Type.PASSWORD;
            }
        }
        return false;
    }

    private static Map<String, String> properties(String file) {
        if (file.isEmpty()) {
            return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            read.load(in);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    PROPERTIES + " must be a readable file of properties, but there is no " + file, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PROPERTIES + " must be a readable file of properties, but " + file + " is not: " + e, e);
        }
        Map<String, String> client = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> client.put(key, read.getProperty(key)));
        return client;
    }

    private static EventTopics eventTopics(Map<String, String> settings) {
        String pattern = value(settings, EVENTS_PATTERN);
        if (pattern.isEmpty()) {
            List<String> names = Arrays.stream(value(settings, EVENTS).split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
            require(!names.isEmpty(), "%s must name at least one topic, but is empty", EVENTS);
            return new EventTopics(names, "");
        }
        require(
                !settings.containsKey(EVENTS),
                "%s and %s exclude each other, but both are set; leave one out",
                EVENTS,
                EVENTS_PATTERN);
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    EVENTS_PATTERN + " must be a regular expression, but is " + pattern + ": " + e.getDescription(), e);
        }
        return new EventTopics(List.of(), pattern);
    }

    private static Map<Output.Kind, String> outputs(Map<String, String> settings) {
        Map<Output.Kind, String> topics = new EnumMap<>(Output.Kind.class);
        for (Output.Kind kind : Output.Kind.values()) {
            topics.put(
                    kind,
                    topic(
                            settings,
                            switch (kind) {
                                case OFFER -> OFFERS;
                                case DECISION -> DECISIONS;
                                case TAG_CHANGE -> TAGS;
                                case DEAD_LETTER -> DEAD_LETTERS;
                                case PLAYBOOK_STATUS -> STATUS;
                                case OFFER_STATS -> STATS;
                            }));
        }
        require(
                new HashSet<>(topics.values()).size() == topics.size(),
                "every kind of output must have a topic of its own, but they are %s",
                topics);
        return topics;
    }

    private static RegistryAccess registry(String url, Map<String, String> client) {
        if (url.isEmpty()) {
            return RegistryAccess.NONE;
        }
        URI uri;
        try {
            uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    REGISTRY + " must be an address like http://host:8081: " + e.getReason());
        }
        require(
                uri.getHost() != null && List.of("http", "https").contains(uri.getScheme()),
                "%s must be an address like http://host:8081, but its scheme is %s and its host is %s",
                REGISTRY,
                uri.getScheme(),
                uri.getHost());
        require(
                uri.getUserInfo() == null,
                "%s must not contain a user; set %s in the file %s names",
                REGISTRY,
                USER_INFO,
                PROPERTIES);
        String user = client.getOrDefault(USER_INFO, client.getOrDefault("basic.auth.user.info", ""));
        return RegistryAccess.at(uri.toString(), user);
    }

    private static <E extends Enum<E>> E choice(Map<String, String> settings, String key, E[] among) {
        String given = value(settings, key);
        List<String> words = Arrays.stream(among).map(KafkaSettings::word).toList();
        int at = words.indexOf(given);
        require(at >= 0, "%s must be one of %s, but is %s", key, words, given);
        return among[at];
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Duration duration(Map<String, String> settings, String key) {
        String given = value(settings, key);
        long millis = Durations.parse(given).orElse(0);
        require(millis > 0, "%s must be a duration longer than nothing, like 15m, but is %s", key, given);
        return Duration.ofMillis(millis);
    }

    private static String topic(Map<String, String> settings, String key) {
        String given = name(settings, key);
        require(
                given.matches("[A-Za-z0-9._-]{1,249}"),
                "%s must be the name of a topic (letters, digits, '.', '_', '-'), but is %s",
                key,
                given);
        return given;
    }

    private static String name(Map<String, String> settings, String key) {
        String given = value(settings, key);
        require(!given.isEmpty(), "%s must not be empty", key);
        return given;
    }

    private static String value(Map<String, String> settings, String key) {
        String given = settings.get(key);
        if (given != null) {
            return given.strip();
        }
        return KEYS.stream()
                .filter(known -> known.name().equals(key))
                .findFirst()
                .orElseThrow()
                .defaultValue();
    }

    private static void require(boolean holds, String message, Object... found) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(message, found));
        }
    }
}
