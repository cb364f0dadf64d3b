package io.kairos.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kairos.flink.SavepointReading;
import io.kairos.flink.SavepointReading.Held;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is known about a player. */
@Command(
        name = "export",
        description = {
            "Print everything a savepoint or checkpoint of the job holds about one player, as JSON.",
            "",
            "Needs no cluster and changes nothing; the job may go on meanwhile. Takes as much room in java.io.tmpdir as the "
                    + "savepoint, and gives it back. The output is personal data. Records on the topics are not in it."
        })
final class ExportCommand implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Option(names = "--player", required = true, paramLabel = "ID", description = "The player's id.")
    private String player;

    @Option(
            names = "--savepoint",
            required = true,
            paramLabel = "PATH",
            description = "Folder of a savepoint or of a retained checkpoint, canonical or native: the one with a file "
                    + SavepointFolder.METADATA + ".")
    private String savepoint;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        SavepointFolder.require(savepoint);
        Held held = read();
        if (held.playbook() == null) {
            throw Stop.wrongInput(
                    "%s is a savepoint of another job: no operator `players` in it has a playbook", savepoint);
        }
        if (held.isNothing()) {
            throw Stop.wrongInput("nothing is held about the player %s in %s", player, savepoint);
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.println(JSON.writeValueAsString(tree(held)));
        } catch (IOException e) {
            throw new IllegalStateException("what was read is no JSON", e);
        }
        out.flush();
    }

    private ObjectNode tree(Held held) throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("player_id", player);
        tree.put("savepoint", savepoint);
        tree.set("playbook", JSON.readTree(held.playbook()));
        tree.set("row", held.row() == null ? null : JSON.readTree(held.row()));
        ArrayNode visitors = tree.putArray("anonymous_ids");
        for (String visitor : held.visitors()) {
            visitors.add(JSON.readTree(visitor));
        }
        tree.set(
                "waiting_events",
                held.waiting() == null
                        ? JSON.createArrayNode()
                        : JSON.readTree(held.waiting()).get("events"));
        return tree;
    }

    private Held read() {
        Path scratch = null;
        try {
            scratch = Files.createTempDirectory("kairos-export");
            // RocksDB would put its log beside that file, under a name that can be too long for one
            System.clearProperty("log.file");
            return SavepointReading.read(savepoint, player, scratch.toString());
        } catch (Exception e) {
            throw Stop.couldNotRun(e, "cannot read the savepoint %s: %s", savepoint, said(lowest(e)));
        } finally {
            if (scratch != null) {
                delete(scratch);
            }
        }
    }

    /** The cluster that ran there ends by itself, and meanwhile takes away what is its own. */
    private static void delete(Path scratch) {
        boolean gone = Wait.until(PATIENCE, () -> {
            try {
                LocalBroker.delete(scratch);
                return true;
            } catch (UncheckedIOException e) {
                return !Files.exists(scratch);
            }
        });
        if (!gone) {
            throw Stop.couldNotRun(null, "cannot delete %s: remove it, what is in it is personal data", scratch);
        }
    }

    private static Throwable lowest(Throwable thrown) {
        Throwable lowest = thrown;
        while (lowest.getCause() != null) {
            lowest = lowest.getCause();
        }
        return lowest;
    }

    private static String said(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
