package io.kairos.cli;

import io.kairos.event.EventJson;
import io.kairos.event.Output;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Watches the offers topic. */
@Command(
        name = "offers",
        description = "Watch the offers topic: one line for each offer as it is issued and as it ends, until Ctrl-C.")
final class OffersCommand implements Runnable {
    @Mixin
    private Connection connection;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "offers",
            description = "The topic (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Option(names = "--from-beginning", description = "Begin with the oldest record, not with the next one.")
    private boolean fromBeginning;

    @Option(names = "--player", paramLabel = "ID", description = "Only what concerns this player.")
    private String player;

    @Option(names = "--json", description = "The whole record as one JSON object a line.")
    private boolean json;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = Millis.class,
            description = "Stop after so long (default: at Ctrl-C).")
    private Long lasts;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        OfferLine lines = OfferLine.ofTerminal();
        long end = lasts == null ? Long.MAX_VALUE : System.currentTimeMillis() + lasts;
        try (RecordTopic<Map<String, Object>> offers =
                RecordTopic.of(connection.settings(Map.of("topics.offers", topic)), Output.Kind.OFFER, fromBeginning)) {
            while (System.currentTimeMillis() < end) {
                List<Map<String, Object>> records = offers.poll(200);
                for (Map<String, Object> offer : records) {
                    if (player == null || player.equals(offer.get("player_id"))) {
                        out.println(json ? EventJson.write(offer) : lines.of(offer));
                    }
                }
                out.flush();
            }
        }
    }
}
