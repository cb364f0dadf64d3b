package io.kairos.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;

/** A schema registry with two resources and a bad day when asked for one. */
final class RegistryDouble implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, List<Integer>> subjects = new ConcurrentHashMap<>();
    private final List<String> schemas = new CopyOnWriteArrayList<>();

    /** What was asked, method and path, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** The Authorization headers that came. */
    final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** So many answers are 503 from now on. */
    volatile int outages;

    private RegistryDouble(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.start();
    }

    static RegistryDouble start() throws IOException {
        return new RegistryDouble(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    RegistryAccess access() {
        return access("", Duration.ofSeconds(10));
    }

    RegistryAccess access(String user, Duration patience) {
        String url = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        return new RegistryAccess(url, user, Duration.ofSeconds(5), patience);
    }

    int add(Schema schema) {
        return add(schema.toString());
    }

    private synchronized int add(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    Map<String, List<Integer>> subjects() {
        return subjects;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (outages > 0) {
            outages--;
            send(exchange, 503, "come back later");
        } else if (exchange.getRequestMethod().equals("POST")) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            int id = add(body.get("schema").textValue());
            subjects.computeIfAbsent(path.split("/")[2], unknown -> new ArrayList<>())
                    .add(id);
            send(exchange, 200, "{\"id\":" + id + "}");
        } else {
            int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            if (id > schemas.size()) {
                send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
            } else {
                send(
                        exchange,
                        200,
                        JSON.createObjectNode()
                                .put("schema", schemas.get(id - 1))
                                .toString());
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
