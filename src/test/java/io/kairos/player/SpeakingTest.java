package io.kairos.player;

import static io.kairos.player.Play.NOON;
import static io.kairos.player.Play.player;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairos.offer.OfferRecord;
import io.kairos.offer.OfferRecord.Words;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An offer speaks to a player in his language. */
class SpeakingTest {
    private static final String EVENTS = """
            events:
              page_viewed: { actor: player, attributes: { language: string } }
              seen: { actor: player, attributes: { net: number, ends: time, took: duration } }
            """;
    private static final String FEATURES = "features: { language_now: { latest: language, of: page_viewed } }";
    private static final String POLICY = """
            words:
              default: en
              locale: language_now
              stop: { en: Stop these, de: Nicht mehr zeigen, pt: Parar }
            """;
    private static final String OFFERS = """
            offers:
              hint:
                class: information
                lasts: 90s
                channels: [in_app]
                needs: [net, ends, took]
                message:
                  en: "{net} in {took}, {ends}; {lasts}, {expires_at}"
                  de: "{net}, {took}, {ends}; {lasts}, {expires_at}"
                  pt: "{net} e {took}, {ends}; {lasts}, {expires_at}"
            """;
    private static final String PATTERN = """
            pattern: looked
            sequence: [{ on: seen, as: it }]
            offers: [hint]
            because: { en: "You are at {net}.", de: "Du stehst bei {net}.", pt: "Você está em {net}." }
            facts: { net: it.net, ends: it.ends, took: it.took }
            not_after: it.ends
            """;

    private Rig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    private Words said(String policy, Play play) {
        return said(policy, PATTERN, OFFERS, play);
    }

    private Words said(String policy, String pattern, String offers, Play play) {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "features.yaml",
                FEATURES,
                "policy.yaml",
                policy,
                "offers.yaml",
                offers,
                "patterns/looked.yaml",
                pattern);
        rig.play(play);
        return rig.offers.get(0).words();
    }

    private static Play looks(Play play) {
        return play.does("seen", "net", -1234.5, "ends", NOON + 60_000, "took", 3_900_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "en         # en # Stop these        # You are at -1,234.50.",
                "en-GB      # en # Stop these        # You are at -1,234.50.",
                "de         # de # Nicht mehr zeigen # Du stehst bei -1.234,50.",
                "de-CH      # de # Nicht mehr zeigen # Du stehst bei -1’234.50.",
                "de_AT      # de # Nicht mehr zeigen # Du stehst bei -1 234,50.",
                "DE-de-1996 # de # Nicht mehr zeigen # Du stehst bei -1.234,50.",
                "pt-BR      # pt # Parar             # Você está em -1.234,50.",
                "fr         # en # Stop these        # You are at -1,234.50.",
                "no such    # en # Stop these        # You are at -1,234.50.",
                "''         # en # Stop these        # You are at -1,234.50.",
            })
    void hisLanguageIsSpokenAndIfThereIsNoTextInItTheNextOneUp(String his, String locale, String stop, String because) {
        Words words = said(POLICY, looks(player("ada").does("page_viewed", "language", his)));

        assertThat(words.locale()).isEqualTo(locale);
        assertThat(words.stop()).isEqualTo(stop);
        assertThat(words.because().replace('\u00a0', ' ')).isEqualTo(because);
    }

    @Test
    void ofWhomNoLanguageIsKnownTheDefaultIsRead() {
        assertThat(said(POLICY, looks(player("ada"))).locale()).isEqualTo("en");
        rig.close();
        assertThat(said(POLICY.replace("default: en", "default: pt"), looks(player("ada"))))
                .extracting(Words::locale, Words::stop, Words::because)
                .containsExactly("pt", "Parar", "Você está em -1.234,50.");
    }

    @Test
    void whoeverChangesTheLanguageIsSpokenToInItFromTheNextOfferOn() {
        Play play = player("ada").does("page_viewed", "language", "en").does("page_viewed", "language", "de");
        assertThat(said(POLICY, looks(play)).locale()).isEqualTo("de");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Europe/Vienna # en    # -1,234.50 in 1 h 5 min, Mar 2, 2026, 1:01 PM; 1 min, Mar 2, 2026, 1:01 PM",
                "Europe/Vienna # en-GB # -1,234.50 in 1 h 5 min, 2 Mar 2026, 13:01; 1 min, 2 Mar 2026, 13:01",
                "Europe/Vienna # de    # -1.234,50, 1 h 5 min, 02.03.2026, 13:01; 1 min, 02.03.2026, 13:01",
                "'' # de # -1.234,50, 1 h 5 min, 02.03.2026, 12:01 UTC; 1 min, 02.03.2026, 12:01 UTC",
                "nowhere # de # -1.234,50, 1 h 5 min, 02.03.2026, 12:01 UTC; 1 min, 02.03.2026, 12:01 UTC",
            })
    void figuresAndTimesAreWrittenAsHeWritesThemAndTheDeadlineShownIsTheOneEnforced(
            String zone, String his, String message) {
        Play play = player("ada").in("zone", zone.isEmpty() ? null : zone).does("page_viewed", "language", his);
        Words words = said(POLICY, looks(play));

        assertThat(words.message()).isEqualTo(message);
        assertThat(rig.offers).extracting(OfferRecord::expiresAt).containsExactly(NOON + 60_000);
    }

    @Test
    void whatIsNotKnownIsADash() {
        Play play = player("ada").does("seen", "net", 1.0, "took", 1_000L);
        assertThat(said(
                        POLICY,
                        PATTERN.replace("{net}", "{ends}"),
                        OFFERS.replace("ends, ", "").replace("{ends}", "it"),
                        play))
                .extracting(Words::message, Words::because)
                .containsExactly("1 in 1 s, it; 1 min, Mar 2, 2026, 12:01 PM UTC", "You are at –.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'{what}'  # {expires_at} & <b>{lasts}</b> # '{expires_at} & <b>{lasts}</b>'",
                "'{what}!' # '' # '!'",
                "'{mood}' # sad # '7'",
                "'{since_paid}, {total}' # too much # '–, –'",
            })
    void aValueIsShownAsItIs(String message, String what, String shown) {
        rig = Rig.of(
                "events.yaml",
                "events: { seen: { actor: player, attributes: { what: string, net: number } }, paid: { actor: player } }",
                "features.yaml",
                "features: { since_paid: { since: paid }, total: { sum: net, of: seen, over: 10m }, mood: { count: seen, over: 10m } }",
                "offers.yaml",
                "offers: { hint: { class: care, lasts: 3m, needs: [what], message: \"" + message + "\" } }",
                "patterns/looked.yaml",
                "pattern: looked\nsequence: [{ on: seen, as: it, times: 7 }]\noffers: [hint]\nbecause: 'You are {mood}.'\n"
                        + "facts: { what: it.what, mood: it.what }\n");
        Play play = player("ada");
        for (int i = 0; i < 7; i++) {
            play.does("seen", "what", what, "net", Double.MAX_VALUE);
        }
        rig.play(play);
        Words words = rig.offers.get(0).words();
        assertThat(words.message()).isEqualTo(shown);
        assertThat(words.because()).isEqualTo("You are " + what + ".");
    }

    @Test
    void aPlaybookWithoutWordsSaysWhatItSaysAndNamesNoLanguage() {
        rig = Rig.of(
                "events.yaml",
                EVENTS,
                "offers.yaml",
                "offers: { hint: { class: care, lasts: 3m, message: Hallo } }",
                "patterns/looked.yaml",
                "pattern: looked\nsequence: [{ on: seen }]\noffers: [hint]\nbecause: Weil.\n");
        rig.play(looks(player("ada")));
        assertThat(rig.offers.get(0).words()).isEqualTo(new Words(null, "Hallo", "Weil.", null));
    }

    @Test
    void theEndSaysTheSameAsTheBeginningAndWhereToAsk() {
        said(POLICY, looks(player("ada").does("page_viewed", "language", "de")));
        rig.toTheEnd();

        OfferRecord issued = rig.offers.get(0);
        OfferRecord ended = rig.offers.get(1);
        assertThat(ended.status()).isEqualTo(OfferRecord.Status.EXPIRED);
        assertThat(ended.words()).isEqualTo(issued.words());
        assertThat(ended.fields())
                .containsEntry("locale", "de")
                .containsEntry("stop_text", "Nicht mehr zeigen")
                .containsEntry("why_reference", "why/" + issued.offerId())
                .containsEntry("stop_reference", "stop/" + issued.offerId());
    }
}
