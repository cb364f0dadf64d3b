package io.kairos.playbook;

import io.kairos.playbook.BackOff.Kind;
import io.kairos.playbook.BackOff.Strikes;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads how often and when at most something is sent: of the policy, or of a licence. */
final class RestraintReader {
    private static final int MOST_STRIKES = 32;
    private static final Pattern STRIKES =
            Pattern.compile("([1-9]\\d?) (dismissed|ignored) per (\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))");

    private final Draft draft;
    private final Problems problems;

    RestraintReader(Draft draft) {
        this.draft = draft;
        this.problems = draft.problems();
    }

    /** @param item null if there is none */
    Restraint read(Item item) {
        if (item == null) {
            return Restraint.NONE;
        }
        Long gap = item.millis("gap");
        return new Restraint(
                Caps.read(item.get("caps")),
                Caps.read(item.get("care_caps")),
                gap == null ? 0 : gap,
                quiet(item.get("quiet_hours")),
                backOff(item.get("back_off")));
    }

    private QuietHours quiet(Item item) {
        if (item == null || item.text("from") == null || item.text("to") == null) {
            return null;
        }
        LocalTime from = LocalTime.parse(item.text("from"));
        LocalTime to = LocalTime.parse(item.text("to"));
        if (from.equals(to)) {
            problems.add(
                    item.get("to"),
                    "quiet from " + from + " to " + to + " has no length",
                    "let it end later than it begins; to be quiet all day, leave the channel out of the offers");
            return null;
        }
        Item channels = item.get("channels");
        Set<String> quiet = new TreeSet<>();
        for (Item channel : channels == null ? List.<Item>of() : channels.list()) {
            if (!channel.isBad() && isOfSomeOffer(channel)) {
                quiet.add(Channel.of(channel.text()));
            }
        }
        return new QuietHours(from, to, quiet);
    }

    /** A misspelt channel would never be quiet. */
    private boolean isOfSomeOffer(Item channel) {
        Set<String> known = new TreeSet<>();
        draft.entries("offers.yaml", "offers").values().forEach(offer -> {
            Item channels = offer.isBad() ? null : offer.get("channels");
            for (Item each : channels == null ? List.<Item>of() : channels.list()) {
                if (!each.isBad()) {
                    known.add(each.text());
                }
            }
        });
        Set<String> names = known.stream().map(Channel::of).collect(Collectors.toSet());
        if (draft.offersReadable() && !names.contains(Channel.of(channel.text()))) {
            problems.unknown(channel.spot(), "channel", channel.text(), " of the offers", known);
            return false;
        }
        return true;
    }

    private BackOff backOff(Item item) {
        if (item == null || item.get("after") == null || item.millis("for") == null) {
            return null;
        }
        List<Strikes> after = new ArrayList<>();
        for (Item each : item.get("after").each()) {
            Strikes strikes = each.isBad() ? null : strikes(each);
            if (strikes != null) {
                after.add(strikes);
            }
        }
        long lasts = item.millis("for");
        Long most = item.millis("doubling_to");
        if (most != null && most < lasts) {
            problems.add(
                    item.get("doubling_to"),
                    "`doubling_to` is " + Durations.text(most) + " and less than `for`, " + Durations.text(lasts),
                    "it is the longest silence there is");
        }
        return new BackOff(after, lasts, most == null ? lasts : most, item.text("forgiven_by") != null);
    }

    private Strikes strikes(Item item) {
        Matcher form = STRIKES.matcher(item.text());
        if (!form.matches() || Durations.parse(form.group(3)).orElse(0) == 0) {
            problems.add(
                    item,
                    "`" + item.text() + "` is not a count of unwanted offers",
                    "write 2 dismissed per 24h, or 3 ignored per 24h");
            return null;
        }
        int times = Integer.parseInt(form.group(1));
        if (times > MOST_STRIKES) {
            problems.add(item, "`" + item.text() + "`: at most " + MOST_STRIKES + " are counted", null);
            return null;
        }
        return new Strikes(
                times,
                Kind.valueOf(form.group(2).toUpperCase(Locale.ROOT)),
                Durations.parse(form.group(3)).getAsLong());
    }
}
