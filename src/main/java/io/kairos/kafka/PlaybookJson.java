package io.kairos.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kairos.event.Origin;
import io.kairos.playbook.Bundle;
import io.kairos.playbook.PlaybookArrival;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A bundle as the value of a record: JSON with version, hash, author, note and the files by path. */
final class PlaybookJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PlaybookJson() {}

    static byte[] write(Bundle bundle) {
        ObjectNode value = JSON.createObjectNode()
                .put("version", bundle.version())
                .put("hash", bundle.hash())
                .put("author", bundle.author())
                .put("note", bundle.note());
        ObjectNode files = value.putObject("files");
        bundle.files().forEach(files::put);
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    static PlaybookArrival read(byte[] value, Origin origin) {
        if (value == null) {
            return refused("the record has no value; a playbook is never a tombstone", origin);
        }
        JsonNode read;
        try {
            read = JSON.readTree(value);
        } catch (JsonProcessingException e) {
            return refused("not JSON: " + e.getOriginalMessage(), origin);
        } catch (IOException e) {
            return refused("not JSON: " + e.getMessage(), origin);
        }
        if (!read.path("version").isIntegralNumber() || !read.get("version").canConvertToLong()) {
            return refused("version must be a whole number, but is " + found(read.path("version")), origin);
        }
        if (!read.path("files").isObject()) {
            return refused("files must be an object of texts by path, but is " + found(read.path("files")), origin);
        }
        Map<String, String> files = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : read.get("files").properties()) {
            if (!file.getValue().isTextual()) {
                return refused("the file " + file.getKey() + " must be text, but is " + found(file.getValue()), origin);
            }
            files.put(file.getKey(), file.getValue().textValue());
        }
        Bundle bundle =
                new Bundle(read.get("version").longValue(), text(read.path("author")), text(read.path("note")), files);
        String said = text(read.path("hash"));
        if (!bundle.hash().equals(said)) {
            return refused(
                    "version " + bundle.version() + " says its hash is " + said + ", but its files have "
                            + bundle.hash(),
                    origin);
        }
        return new PlaybookArrival(bundle, null, origin);
    }

    private static PlaybookArrival refused(String error, Origin origin) {
        return new PlaybookArrival(null, error, origin);
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static String found(JsonNode node) {
        if (node.isMissingNode()) {
            return "not there";
        }
        String text = node.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
