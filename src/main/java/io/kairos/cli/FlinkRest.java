package io.kairos.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A JobManager on this machine, asked over its REST interface. */
final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FOR_A_SAVEPOINT = Duration.ofMinutes(5);
    private static final Set<String> OVER = Set.of("FAILED", "CANCELED", "FINISHED", "SUSPENDED");
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String address;

    /** A job, as the JobManager lists it. */
    record Job(String id, String name, String state, long since) {}

    /** The last completed checkpoint; times are milliseconds since 1970. */
    record Checkpoint(long id, long completed, long bytes, String path) {}

    /** What a job failed of, in one line, and when, in milliseconds since 1970. */
    record Failure(long at, String line) {}

    FlinkRest(String address) {
        this.address = address;
    }

    /** How many TaskManagers and slots there are; empty while the JobManager does not answer. */
    Optional<JsonNode> overview() {
        try {
            return Optional.of(get("/overview"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The job that is not over, if there is one. */
    Optional<Job> job() throws IOException {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            String state = job.path("state").asText();
            if (!OVER.contains(state)) {
                return Optional.of(new Job(
                        job.path("jid").asText(),
                        job.path("name").asText(),
                        state,
                        job.path("start-time").asLong()));
            }
        }
        return Optional.empty();
    }

    /** The job's state; {@code STARTING} while it is called running and a part of it is not. */
    String state(String job) throws IOException {
        JsonNode found = get("/jobs/" + job);
        String state = found.path("state").asText();
        if (state.equals("RUNNING")) {
            for (JsonNode vertex : found.path("vertices")) {
                if (!vertex.path("status").asText().equals("RUNNING")) {
                    return "STARTING";
                }
            }
        }
        return state;
    }

    /** What the job failed of last; empty if it has not. */
    Optional<Failure> failure(String job) throws IOException {
        JsonNode last = get("/jobs/" + job + "/exceptions")
                .path("exceptionHistory")
                .path("entries")
                .path(0);
        return last.path("stacktrace")
                .asText()
                .lines()
                .findFirst()
                .map(line -> new Failure(last.path("timestamp").asLong(), line));
    }

    Optional<Checkpoint> lastCheckpoint(String job) throws IOException {
        JsonNode last = get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
        return last.isObject()
                ? Optional.of(new Checkpoint(
                        last.path("id").asLong(),
                        last.path("latest_ack_timestamp").asLong(),
                        last.path("state_size").asLong(),
                        last.path("external_path").asText()))
                : Optional.empty();
    }

    /** Takes a savepoint and says where it lies. */
    String savepoint(String job, String folder, boolean stop) throws IOException {
        String trigger = stop
                ? post("/jobs/" + job + "/stop", Map.of("targetDirectory", folder, "drain", false))
                : post("/jobs/" + job + "/savepoints", Map.of("target-directory", folder, "cancel-job", false));
        long end = System.nanoTime() + FOR_A_SAVEPOINT.toNanos();
        while (true) {
            JsonNode answer = get("/jobs/" + job + "/savepoints/" + trigger);
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode operation = answer.path("operation");
                if (operation.has("failure-cause")) {
                    throw new IOException("the savepoint failed: "
                            + operation
                                    .path("failure-cause")
                                    .path("stack-trace")
                                    .asText());
                }
                return operation.path("location").asText();
            }
            if (System.nanoTime() > end) {
                throw new IOException("the savepoint was not done after " + FOR_A_SAVEPOINT.toMinutes() + " minutes");
            }
            Wait.pause();
        }
    }

    private JsonNode get(String path) throws IOException {
        return ask(HttpRequest.newBuilder(URI.create(address + path)).GET());
    }

    private String post(String path, Map<String, Object> body) throws IOException {
        return ask(HttpRequest.newBuilder(URI.create(address + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))))
                .path("request-id")
                .asText();
    }

    private JsonNode ask(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer =
                    http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": "
                        + answer.body().strip());
            }
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Stop.couldNotRun(e, "interrupted");
        }
    }
}
