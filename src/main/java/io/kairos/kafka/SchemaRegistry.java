package io.kairos.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The two questions asked of a Confluent-compatible schema registry. Schemas are kept, the answer "no such id" for half
 * a minute. While the registry does not answer the caller waits, for {@link RegistryAccess#patience()} at most.
 */
final class SchemaRegistry {
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2_000;
    private static final long REMEMBER_UNKNOWN_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryAccess access;
    private final HttpClient http;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<Integer, Long> unknown = new HashMap<>();

    SchemaRegistry(RegistryAccess access) {
        this.access = access;
        this.http = HttpClient.newBuilder()
                .connectTimeout(access.timeout())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * The schema with this id.
     *
     * @throws UndecodableException if the registry answers that it knows no such Avro schema
     */
    Schema byId(int id) throws UndecodableException {
        Schema schema = schemas.get(id);
        if (schema == null) {
            Long since = unknown.get(id);
            if (since != null && System.nanoTime() - since < REMEMBER_UNKNOWN_NS) {
                throw unknown(id);
            }
            schema = fetch(id);
            schemas.put(id, schema);
        }
        return schema;
    }

    private Schema fetch(int id) throws UndecodableException {
        HttpResponse<String> response = ask(request("/schemas/ids/" + id).GET().build());
        if (response.statusCode() == 404 && errorCode(response) == SCHEMA_NOT_FOUND) {
            unknown.put(id, System.nanoTime());
            throw unknown(id);
        }
        JsonNode answer = answer(response);
        String kind = answer.path("schemaType").asText("AVRO");
        if (!kind.equals("AVRO")) {
            throw new UndecodableException("the registry's schema " + id + " is of type " + kind + ", not AVRO");
        }
        try {
            return new Schema.Parser().parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new UndecodableException("the registry's schema " + id + " is not readable: " + e.getMessage(), e);
        }
    }

    private UndecodableException unknown(int id) {
        return new UndecodableException("the schema registry knows no schema with the id " + id);
    }

    /** The id of the schema under this subject, where it is registered if it was not before. */
    int register(String subject, Schema schema) {
        String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
        HttpResponse<String> response = ask(request("/subjects/" + subject + "/versions")
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        JsonNode id = answer(response).path("id");
        if (!id.isInt()) {
            throw failure("answered without an id", response);
        }
        return id.intValue();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(access.url() + path))
                .timeout(access.timeout())
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        if (!access.user().isEmpty()) {
            String token = Base64.getEncoder().encodeToString(access.user().getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + token);
        }
        return request;
    }

    private HttpResponse<String> ask(HttpRequest request) {
        long end = System.nanoTime() + access.patience().toNanos();
        long pause = FIRST_PAUSE_MS;
        while (true) {
            IOException failure;
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    return response;
                }
                failure = new IOException("it answered " + response.statusCode());
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                throw interrupted();
            }
            if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > end) {
                throw new UncheckedIOException(
                        "schema.registry.url " + access.url() + " has not answered " + request.method() + " "
                                + request.uri().getPath() + " for " + access.patience() + ": " + failure,
                        failure);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw interrupted();
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
    }

    private static UncheckedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new UncheckedIOException(new InterruptedIOException("interrupted while asking the schema registry"));
    }

    private JsonNode answer(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw failure("answered " + response.statusCode(), response);
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw failure("answered with something that is not JSON", response);
        }
    }

    private UncheckedIOException failure(String what, HttpResponse<String> response) {
        String body = response.body();
        String hint = switch (response.statusCode()) {
            case 401, 403 -> " (is schema.registry.basic.auth.user.info in the Kafka properties right?)";
            case 404 -> " (is the path in schema.registry.url right?)";
            case 409 -> " (the subject's compatibility setting refuses our schema)";
            default -> "";
        };
        return new UncheckedIOException(new IOException("schema.registry.url " + access.url() + " " + what + " to "
                + response.request().method() + " " + response.uri().getPath() + hint + ": "
                + body.substring(0, Math.min(body.length(), 200))));
    }

    private static int errorCode(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body()).path("error_code").asInt();
        } catch (JsonProcessingException e) {
            return 0;
        }
    }
}
