package io.kairos.playbook;

import java.util.Locale;

/** Where an offer may be shown. Offers and events of consent may spell a channel differently. */
public final class Channel {
    private Channel() {}

    /** The one spelling of a channel: upper case; {@code in_app} is the site. Null if null. */
    public static String of(String written) {
        if (written == null) {
            return null;
        }
        String name = written.toUpperCase(Locale.ROOT).replace('-', '_');
        return name.equals("IN_APP") ? "SITE" : name;
    }
}
