package io.kairos.playbook;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** Reads one of licences/*.yaml. */
final class LicenceReader {
    private final Draft draft;
    private final Problems problems;

    LicenceReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
    }

    static String idOf(String path) {
        return path.substring("licences/".length(), path.length() - ".yaml".length());
    }

    Licence read(String path, Item licence) {
        String name = licence.text("licence");
        String id = idOf(path);
        if (name != null && !name.equals(id)) {
            problems.add(
                    licence.get("licence"),
                    "the licence is called `" + name + "` and its file `" + id + ".yaml`",
                    "a licence's file has its name");
        }
        Item wagering = licence.get("wagering_at_most");
        return new Licence(
                id,
                TagReader.classes(licence.get("forbids")),
                hours(licence.get("hours")),
                !licence.has("mixes_products") || licence.flag("mixes_products"),
                wagering == null ? Double.POSITIVE_INFINITY : Double.parseDouble(wagering.text()),
                new RestraintReader(draft).read(licence.get("restraint")),
                new ConsentReader(draft).read(licence.get("consent")));
    }

    private List<Hours> hours(Item list) {
        List<Hours> hours = new ArrayList<>();
        for (Item item : list == null ? List.<Item>of() : list.list()) {
            if (item.isSpoiled()) {
                continue;
            }
            LocalTime from = LocalTime.parse(item.text("from"));
            LocalTime to = LocalTime.parse(item.text("to"));
            if (from.equals(to)) {
                problems.add(
                        item.get("to"),
                        "from " + from + " to " + to + " is no part of the day",
                        "what is never sent stands in `forbids` of the licence");
            }
            hours.add(new Hours(from, to, TagReader.classes(item.get("forbids"))));
        }
        return hours;
    }
}
