package io.kairos.kafka;

import io.kairos.event.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The records that enter and leave, each with its Avro schema; the schemas stand in {@code avro-schemas}. */
public enum Contract {
    PLAYER_EVENT("player-event"),
    OFFER("offer"),
    DECISION("decision"),
    TAG_CHANGE("tag-change"),
    DEAD_LETTER("dead-letter"),
    PLAYBOOK_STATUS("playbook-status"),
    OFFER_STATS("offer-stats");

    /** Releases whose schemas may still be found in a topic; each has a folder of its own in {@code avro-schemas}. */
    static List<String> releases() {
        return List.of("0.1.0");
    }

    private final String file;
    private final Schema schema;
    private final List<Schema> released;

    Contract(String file) {
        this.file = file;
        this.schema = read("", file);
        List<Schema> earlier = new ArrayList<>();
        for (String release : releases()) {
            if (has(release + "/", file)) {
                earlier.add(read(release + "/", file));
            }
        }
        this.released = List.copyOf(earlier);
    }

    /** The contract of what is written. */
    public static Contract of(Output.Kind kind) {
        return switch (kind) {
            case OFFER -> OFFER;
            case DECISION -> DECISION;
            case TAG_CHANGE -> TAG_CHANGE;
            case DEAD_LETTER -> DEAD_LETTER;
            case PLAYBOOK_STATUS -> PLAYBOOK_STATUS;
            case OFFER_STATS -> OFFER_STATS;
        };
    }

    /** The schema of today. */
    public Schema schema() {
        return schema;
    }

    /** The schemas of the releases that had it, the oldest first. */
    List<Schema> released() {
        return released;
    }

    private static boolean has(String folder, String file) {
        return Contract.class.getResource(resource(folder + file)) != null;
    }

    private static String resource(String file) {
        return "/avro-schemas/" + file + ".avsc";
    }

    private static Schema read(String folder, String file) {
        Schema.Parser parser = new Schema.Parser();
        if (file.equals("dead-letter")) {
            parse(parser, folder + "player-event");
        }
        return parse(parser, folder + file);
    }

    private static Schema parse(Schema.Parser parser, String file) {
        String resource = resource(file);
        try (InputStream in = Contract.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + resource + "; was it built with avro-schemas?");
            }
            return parser.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
