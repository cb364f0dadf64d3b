package io.kairos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the packaged jar can show; runs after it is built. */
class PackagedJarTest {
    private static final Path JAR = Path.of("target/kairos-job.jar");

    @TempDir
    private Path folder;

    @Test
    void itBringsWhatAClusterDoesNotHaveAndNothingElse() throws IOException {
        List<String> entries;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            entries = jar.stream().map(ZipEntry::getName).toList();
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.kairos.cli.Kairos");
        }
        assertThat(entries)
                .contains(
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/flink/connector/base/source/reader/SourceReaderBase.class",
                        "org/apache/flink/formats/avro/AvroDeserializationSchema.class",
                        "org/apache/kafka/clients/producer/KafkaProducer.class",
                        "dev/cel/compiler/CelCompiler.class",
                        "org/snakeyaml/engine/v2/api/Load.class",
                        "picocli/CommandLine.class")
                .noneMatch(entry -> entry.startsWith("org/apache/flink/streaming/api/environment/"))
                .noneMatch(entry -> entry.startsWith("org/apache/flink/runtime/"))
                .noneMatch(entry -> entry.startsWith("org/apache/flink/cep/"))
                .noneMatch(entry -> entry.startsWith("org/rocksdb/"))
                .noneMatch(entry -> entry.startsWith("org/slf4j/"))
                .noneMatch(entry -> entry.startsWith("org/apache/logging/"))
                .noneMatch(entry -> entry.startsWith("javax/annotation/"))
                .noneMatch(entry -> entry.startsWith("kafka/server/"))
                .noneMatch(entry -> entry.endsWith(".SF") || entry.endsWith("module-info.class"));
    }

    /** Flink loads org.apache.flink.* from its own class path first: a class of ours there would not see ours. */
    @Test
    void noClassOfOursPretendsToBeFlinks() throws IOException {
        try (JarFile jar = new JarFile("target/kairos-0.1.0.jar")) {
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("io/kairos/"));
        }
    }

    @Test
    void itRunsBehindFlinksOwnClassLoaderWithFlinkCepOnTheParent() throws Exception {
        Path events = Files.writeString(
                folder.resolve("events.jsonl"),
                "{\"event_id\":\"e1\",\"player_id\":\"ada\",\"type\":\"session_started\",\"at\":1767268800000}\n");
        Path out = folder.resolve("out");
        List<URL> cluster = new ArrayList<>();
        for (String entry : Files.readString(Path.of("target/flink.classpath")).split(":")) {
            cluster.add(Path.of(entry).toUri().toURL());
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader parent =
                        new URLClassLoader(cluster.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
                URLClassLoader child = FlinkUserCodeClassLoaders.childFirst(
                        new URL[] {JAR.toUri().toURL()},
                        parent,
                        CoreOptions.getParentFirstLoaderPatterns(new Configuration()),
                        error -> {},
                        false)) {
            assertThat(child.loadClass("org.apache.flink.cep.nfa.NFA").getClassLoader())
                    .isSameAs(parent);
            assertThat(child.loadClass("org.apache.flink.connector.kafka.sink.KafkaSink")
                            .getClassLoader())
                    .isSameAs(child);
            Thread.currentThread().setContextClassLoader(child);
            Object exitCode = child.loadClass("io.kairos.cli.Kairos")
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) new String[] {
                        "backtest",
                        "--playbook",
                        "flink-conf/playbook",
                        "--events",
                        events.toString(),
                        "--out",
                        out.toString()
                    });
            assertThat(exitCode).isEqualTo(0);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(out.resolve("moments.csv")).exists();
    }
}
