package io.kairos.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.event.Output;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContractTest {
    @ParameterizedTest
    @EnumSource
    void whatAnEarlierReleaseWroteIsReadToday(Contract contract) {
        assertThat(contract.released())
                .hasSize(releasesOf(contract))
                .allSatisfy(earlier -> assertThat(
                                SchemaCompatibility.checkReaderWriterCompatibility(contract.schema(), earlier)
                                        .getType())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenTodayIsReadByAnEarlierRelease(Contract contract) {
        assertThat(contract.released())
                .hasSize(releasesOf(contract))
                .allSatisfy(earlier -> assertThat(
                                SchemaCompatibility.checkReaderWriterCompatibility(earlier, contract.schema())
                                        .getType())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
    }

    @ParameterizedTest
    @EnumSource
    void everyRecordAndFieldSaysWhatItIs(Contract contract) {
        for (Schema record : records(contract.schema())) {
            assertThat(record.getDoc()).as(record.getFullName()).isNotBlank();
            assertThat(record.getFields())
                    .allSatisfy(field -> assertThat(field.doc())
                            .as(record.getName() + "." + field.name())
                            .isNotBlank());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatMayBeNullOrEmptyHasADefault(Contract contract) {
        for (Schema record : records(contract.schema())) {
            assertThat(record.getFields())
                    .filteredOn(field -> field.schema().isNullable()
                            || field.schema().getType() == Schema.Type.MAP
                            || field.schema().getType() == Schema.Type.ARRAY)
                    .allSatisfy(field -> assertThat(field.hasDefaultValue())
                            .as(record.getName() + "." + field.name())
                            .isTrue());
        }
    }

    @Test
    void theSchemasHaveTheFieldsOfTheRecordsInTheirOrder() {
        assertThat(names(Contract.PLAYER_EVENT))
                .containsExactlyElementsOf(Samples.event().fields().keySet());
        for (Output output : Samples.outputs()) {
            assertThat(names(Contract.of(output.kind())))
                    .as(output.kind().name())
                    .containsExactlyElementsOf(output.fields().keySet());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySchemaIsKeptForEveryRelease(Contract contract) throws Exception {
        try (Stream<Path> folders = Files.list(Path.of("avro-schemas"))) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Contract.releases());
        }
        assertThat(contract.released()).hasSize(releasesOf(contract));
    }

    /** The statistics of offers came after the first release. */
    private static int releasesOf(Contract contract) {
        return Contract.releases().size() - (contract == Contract.OFFER_STATS ? 1 : 0);
    }

    @Test
    void theBytesOfTheFirstReleaseStillLoad() throws Exception {
        AvroCodec codec = AvroCodec.of(RegistryAccess.NONE);
        for (Map.Entry<String, String> golden : golden().entrySet()) {
            byte[] bytes = HexFormat.of().parseHex(golden.getValue());
            if (golden.getKey().equals("PLAYER_EVENT")) {
                assertThat(codec.decodeEvent(bytes)).isEqualTo(Samples.event());
            } else {
                Output sample = Samples.outputs().stream()
                        .filter(output -> Contract.of(output.kind()).name().equals(golden.getKey()))
                        .findFirst()
                        .orElseThrow();
                assertThat(codec.decode(Contract.valueOf(golden.getKey()), bytes))
                        .usingRecursiveComparison()
                        .isEqualTo(inTheFirstRelease(sample));
            }
        }
        assertThat(golden()).hasSize(Contract.values().length - 1);
    }

    /** What the first release did not have yet has its default; it wrote another reference to stop by. */
    private static Map<String, Object> inTheFirstRelease(Output sample) {
        Map<String, Object> fields = new LinkedHashMap<>(sample.fields());
        if (sample.kind() == Output.Kind.OFFER) {
            Stream.of("channel", "locale", "stop_text", "why_reference", "arm").forEach(name -> fields.put(name, null));
            fields.put("alternatives", List.of());
            fields.put("stop_reference", "stop-care");
        } else if (sample.kind() == Output.Kind.DECISION) {
            Stream.of("channel", "arm").forEach(name -> fields.put(name, null));
            Map<String, Object> candidate = new LinkedHashMap<>();
            candidate.put("offer", "take-a-break");
            candidate.put("verdict", "CHOSEN");
            candidate.put("rank", null);
            fields.put("candidates", List.of(candidate));
        }
        return fields;
    }

    private static Map<String, String> golden() throws Exception {
        Map<String, String> lines = new TreeMap<>();
        for (String line :
                Files.readAllLines(Path.of("src/test/resources/avro-golden/0.1.0.txt"), StandardCharsets.UTF_8)) {
            lines.put(line.split(" ")[0], line.split(" ")[1]);
        }
        return lines;
    }

    private static List<String> names(Contract contract) {
        return contract.schema().getFields().stream().map(Schema.Field::name).toList();
    }

    private static List<Schema> records(Schema schema) {
        List<Schema> found = new ArrayList<>();
        collect(schema, found);
        return found;
    }

    private static void collect(Schema schema, List<Schema> found) {
        if (schema.getType() == Schema.Type.RECORD) {
            found.add(schema);
            schema.getFields().forEach(field -> collect(field.schema(), found));
        } else if (schema.getType() == Schema.Type.UNION) {
            schema.getTypes().forEach(branch -> collect(branch, found));
        } else if (schema.getType() == Schema.Type.ARRAY) {
            collect(schema.getElementType(), found);
        }
    }
}
