package io.kairos.playbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One YAML 1.2 file as {@link Item}s: {@code no}, {@code off} and {@code NO} are words in it. */
final class YamlReader {
    private final String file;
    private final Problems problems;
    private final int[] source;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlReader(String file, String text, Problems problems) {
        this.file = file;
        this.problems = problems;
        this.source = text.codePoints().toArray();
    }

    /** What the file holds; null if that cannot be read, which is then among the problems. */
    static Item read(String file, String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(true)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.wholeFile(file, "the file is empty", "write it, or remove the file");
                return null;
            }
            return new YamlReader(file, text, problems).item(root.get());
        } catch (MarkedYamlEngineException e) {
            Spot at = e.getProblemMark().map(mark -> spot(file, mark)).orElse(new Spot(file, 1, 1));
            String context = e.getContext() == null ? "" : " " + e.getContext();
            String begun = e.getContextMark()
                    .map(mark -> ", begun in line " + (mark.getLine() + 1))
                    .orElse("");
            problems.add(at, "this is no YAML: " + e.getProblem() + context + begun, null);
            return null;
        } catch (StackOverflowError e) {
            problems.wholeFile(file, "the file is nested too deeply", null);
            return null;
        } catch (YamlEngineException e) {
            problems.wholeFile(file, "this is no YAML: " + e.getMessage(), null);
            return null;
        }
    }

    private Item item(Node node) {
        Spot at = spot(file, node.getStartMark().orElseThrow());
        if (!seen.add(node)) {
            problems.add(at, "a YAML alias repeats what stands here", "write it out in both places");
            Item alias = Item.scalar(at, Item.Kind.NOTHING, "", new int[0]);
            alias.spoil();
            return alias;
        }
        if (node instanceof ScalarNode scalar) {
            return Item.scalar(at, kind(scalar.getTag()), scalar.getValue(), places(scalar));
        }
        if (node instanceof SequenceNode sequence) {
            List<Item> list = new ArrayList<>();
            sequence.getValue().forEach(element -> list.add(item(element)));
            return Item.list(at, list);
        }
        Item map = Item.map(at);
        for (NodeTuple entry : ((MappingNode) node).getValue()) {
            Spot keySpot = spot(file, entry.getKeyNode().getStartMark().orElseThrow());
            Item value = item(entry.getValueNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keySpot, "a key must be a word", null);
            } else if (key.getTag().equals(Tag.BOOL) || key.getTag().equals(Tag.NULL)) {
                problems.add(
                        keySpot,
                        "the key " + key.getValue() + " is not a word in YAML",
                        "put it in quotes: \"" + key.getValue() + "\"");
            } else if (map.has(key.getValue())) {
                problems.add(
                        keySpot,
                        "`" + key.getValue() + "` stands here twice",
                        "the first is in line " + map.key(key.getValue()).line());
            } else {
                map.put(key.getValue(), keySpot, value);
            }
        }
        return map;
    }

    private static Item.Kind kind(Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return Item.Kind.BOOLEAN;
        } else if (tag.equals(Tag.NULL)) {
            return Item.Kind.NOTHING;
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? Item.Kind.NUMBER : Item.Kind.TEXT;
    }

    /** Where each character stands: value and source are walked together; white space may have been folded. */
    private int[] places(ScalarNode node) {
        String value = node.getValue();
        Mark start = node.getStartMark().orElseThrow();
        ScalarStyle style = node.getScalarStyle();
        int index = start.getIndex();
        int line = start.getLine() + 1;
        int column = start.getColumn() + 1;
        boolean block = style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
        if (block) {
            while (index < source.length && source[index] != '\n') {
                index++;
                column++;
            }
        } else if (style != ScalarStyle.PLAIN) {
            index++;
            column++;
        }
        int[] places = new int[2 * value.length()];
        for (int i = 0; i < value.length(); i++) {
            boolean space = Character.isWhitespace(value.charAt(i));
            while (!space && index < source.length && Character.isWhitespace(source[index])) {
                boolean newLine = source[index++] == '\n';
                line += newLine ? 1 : 0;
                column = newLine ? 1 : column + 1;
            }
            places[2 * i] = line;
            places[2 * i + 1] = column;
            if (index >= source.length || space && !Character.isWhitespace(source[index])) {
                continue;
            }
            boolean newLine = source[index] == '\n';
            boolean two = style == ScalarStyle.SINGLE_QUOTED && source[index] == '\''
                    || style == ScalarStyle.DOUBLE_QUOTED && source[index] == '\\';
            index += two ? 2 : 1;
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + (two ? 2 : 1);
            if (Character.isHighSurrogate(value.charAt(i)) && i + 1 < value.length()) {
                places[2 * ++i] = line;
                places[2 * i + 1] = column;
            }
        }
        return places;
    }

    private static Spot spot(String file, Mark mark) {
        return new Spot(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
