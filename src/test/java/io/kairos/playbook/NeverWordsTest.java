package io.kairos.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines of what must never happen that are words: pressed, lured after losses, told of less risk, asked to stay. */
class NeverWordsTest {
    private static final String EVENTS = """
            events:
              seen:       { actor: player, attributes: { ends: time, took: duration, count: number, what: string } }
              bet_settled: { actor: system, fact: true, attributes: { outcome: [WIN, LOSS] } }
              withdrawal_requested: { actor: player, fact: true, attributes: { amount: number } }
            """;

    private final Map<String, String> files = new TreeMap<>(Map.of("events.yaml", EVENTS));

    private List<String> problems() {
        return PlaybookReader.read(new Bundle(1, "ada", "", files)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    /** An offer that says this, in this language; English says nothing wrong. */
    private List<String> saying(String language, String message) {
        String quoted = "'" + message.replace("'", "''") + "'";
        boolean english = language.equals("en");
        files.put("policy.yaml", "words: { default: en, locale: country }\n");
        files.put(
                "offers.yaml",
                "offers: { o: { class: information, lasts: 3m, needs: [ends, took, count, what],"
                        + " message: { " + (english ? "" : "en: " + english(message) + ", ") + language + ": " + quoted
                        + " } } }\n");
        files.put(
                "patterns/p.yaml",
                "pattern: p\nsequence: [{ on: seen, as: it }]\noffers: [o]\n"
                        + "because: { en: You were here."
                        + (english ? "" : ", " + language + ": Hier.") + " }\n"
                        + "facts: { ends: it.ends, took: it.took, count: it.count, what: it.what }\n");
        return problems();
    }

    /** The same placeholders, and nothing else. */
    private static String english(String message) {
        StringBuilder placeholders = new StringBuilder("'-");
        TemplateReader.names(message)
                .forEach(name -> placeholders.append(" {").append(name).append('}'));
        return placeholders.append("'").toString();
    }

    /** Because of this. */
    private List<String> reason(String because) {
        files.put("offers.yaml", "offers: { o: { class: information, lasts: 3m, message: A hint. } }\n");
        files.put(
                "patterns/p.yaml",
                "pattern: p\nsequence: [{ on: seen, as: it }]\noffers: [o]\nbecause: '" + because.replace("'", "''")
                        + "'\nfacts: { took: it.took, count: it.count, what: it.what, ends: it.ends }\n");
        return problems();
    }

    // ---- true urgency only

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "en # Only 5 minutes left.                  # `5 minutes` is a time that nobody keeps",
                "en # Ends in 10 min.                       # `10 min` is a time that nobody keeps",
                "en # For the next 2h only.                 # `2h` is a time that nobody keeps",
                "en # A 90-second bonus.                    # `90-second` is a time that nobody keeps",
                "en # Take it within 1.5 hours.             # `1.5 hours` is a time that nobody keeps",
                "en # Until midnight.                       # `Until midnight` is a time that nobody keeps",
                "en # Yours before tomorrow.                # `before tomorrow` is a time that nobody keeps",
                "en # Ends at 23:59.                        # `23:59` is a time that nobody keeps",
                "en # Open till 8 pm.                       # `till 8` is a time that nobody keeps",
                "en # Good until 2026-12-24.                # `until 2026`",
                "en # {count} minutes left for this.        # `{count} minutes` makes a time of a number",
                "en # {took} left for this.                 # `{took} left` makes a deadline of a duration",
                "en # It ends in {took}.                    # `ends in {took}` makes a deadline of a duration",
                "en # Only {took} more.                     # `Only {took}` makes a deadline of a duration",
                "en # In the next 10 minutes.               # `10 minutes` is a time that nobody keeps",
                "en # In the next hour.                     # `In the next hour` is a time that nobody keeps",
                "en # For the next few hours.               # `For the next few hours` is a time that nobody keeps",
                "en # Within an hour.                       # `Within an hour` is a time that nobody keeps",
                "en # Five minutes left.                    # `Five minutes left` is a time that nobody keeps",
                "en # Yours by Sunday.                      # `by Sunday` is a time that nobody keeps",
                "en # It ends today.                        # `ends today` is a time that nobody keeps",
                "en # Before the end of the week.           # `Before the end of the week` is a time that nobody keeps",
                "en # Until 8 o’clock.                      # `Until 8` is a time that nobody keeps",
                "en # It closes on May 5th.                 # `May 5th` is a time that nobody keeps",
                "en # Good for the 24th of December.        # `24th of December` is a time that nobody keeps",
                "en # It ends soon.                         # `ends soon` says that there is an end, and not when; write {expires_at}, or a fact that is a time",
                "en # Soon over.                            # `Soon over` says that there is an end",
                "de # Endet bald.                           # `Endet bald` says that there is an end",
                "de # Der Bonus läuft bald ab.              # `läuft bald` says that there is an end",
                "fr # Expire bientôt.                       # `Expire bientôt` says that there is an end",
                "es # Termina pronto.                       # `Termina pronto` says that there is an end",
                "it # Scade presto.                         # `Scade presto` says that there is an end",
                "nl # Sluit binnenkort.                     # `Sluit binnenkort` says that there is an end",
                "pt # Acaba em breve.                       # `Acaba em breve` says that there is an end",
                "de # Bis Sonntag.                          # `Bis Sonntag` is a time that nobody keeps",
                "de # Bis zum 24.12. für dich.              # `Bis zum 24.12.` is a time that nobody keeps",
                "nl # Over {took}.                          # `Over {took}` makes a deadline of a duration",
                "sv # Gäller i 10 minuter, until midnight.  # `until midnight` is a time that nobody keeps",
                "de # Nur noch 5 Minuten.                   # `5 Minuten` is a time that nobody keeps",
                "de # Bis Mitternacht.                      # `Bis Mitternacht` is a time that nobody keeps",
                "de # Endet um 23 Uhr.                      # `23 Uhr` is a time that nobody keeps",
                "de # Nur noch {took}.                      # `noch {took}` makes a deadline of a duration",
                "de # Für {took} gültig, {count} Stunden.   # `{count} Stunden` makes a time of a number",
                "fr # Plus que 3 jours.                     # `3 jours` is a time that nobody keeps",
                "fr # Jusqu'à minuit.                       # `Jusqu'à minuit` is a time that nobody keeps",
                "es # Hasta medianoche.                     # `Hasta medianoche` is a time that nobody keeps",
                "it # Entro domani.                         # `Entro domani` is a time that nobody keeps",
                "nl # Nog 2 uur.                            # `2 uur` is a time that nobody keeps",
                "pt # Até amanhã.                           # `Até amanhã` is a time that nobody keeps",
                "pt # Faltam 30 segundos.                   # `30 segundos` is a time that nobody keeps",
            })
    void aMessageNamesNoDeadlineButItsOwn(String language, String message, String problem) {
        assertThat(saying(language, message)).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "en # Yours until {expires_at}.",
                "en # It stands for {lasts}: {lasts} left, no more.",
                "en # Your bonus ends at {ends}.",
                "en # You have played for {took}.",
                "en # Take five minutes?",
                "en # A short break? One tap stops play for as long as you like.",
                "en # No hurry: your slip is saved.",
                "en # One more to try, and why.",
                "en # Chat with us, 24/7.",
                "en # Now and then a pause.",
                "en # You are at 80 percent; {count} games.",
                "en # The price was {count}, it is 1.85.",
                "en # {what}: fees and times. Questions? Chat.",
                "en # A reload bonus for today.",
                "en # Within your limits.",
                "en # The last games you played.",
                "en # You have played for over {took}.",
                "en # Your figures of the last hour.",
                "en # There is no need to hurry, and don't hurry: no rush.",
                "en # Your bonus ends soon: {ends}.",
                "en # Soon over: {expires_at}.",
                "en # People are here 24 hours a day.",
                "en # Games in 3D, a pot of 10M.",
                "en # Games played over the weekend.",
                "en # You may set limits. March on.",
                "en # Don't go over your limit.",
                "de # Du spielst schon {took} lang.",
                "de # Das Spiel läuft bald.",
                "de # Du musst nicht warten.",
                "de # Gültig bis {expires_at}, also noch {lasts}.",
                "de # Du spielst seit {took}. Kurz Pause?",
                "de # Bis zu 20 Euro liegen bereit.",
                "de # Guten Morgen!",
                "fr # Vous jouez depuis {took}.",
                "fr # Jusqu'à 20 euros.",
                "es # Hasta 20 euros. Buenos días, mañana seguimos.",
                "it # Hai giocato per {took}.",
                "nl # Goede morgen. Je speelt al {took}.",
                "pt # Você joga há {took}.",
                "sv # Din kupong är sparad till {expires_at}.",
            })
    void whatIsTrueMayBeSaid(String language, String message) {
        assertThat(saying(language, message)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "en # Hurry!                      # `Hurry` presses the player",
                "en # Only 3 left.                # `Only 3 left` presses the player",
                "en # Just a few places left.     # `Just a few places left` presses the player",
                "en # Get it before it's gone.    # `before it's gone` presses the player",
                "en # Almost gone.                # `Almost gone` presses the player",
                "en # For a limited time.         # `For a limited time` presses the player",
                "en # While stocks last.          # `While stocks last` presses the player",
                "en # Now or never.               # `Now or never` presses the player",
                "en # Claim it right now.         # `Claim it right now` presses the player",
                "en # Don't wait.                 # `Don't wait` presses the player",
                "en # Don't leave yet.            # `Don't leave yet` presses the player",
                "en # Last minutes!               # `Last minutes` presses the player",
                "en # This weekend only.          # `This weekend only` presses the player",
                "en # It won't last.              # `won't last` presses the player",
                "de # Nur noch 3 Plätze frei.     # `Nur noch 3 Plätze frei` presses the player",
                "de # Solange der Vorrat reicht.  # `Solange der Vorrat reicht` presses the player",
                "fr # N’attendez plus.            # `N’attendez plus` presses the player",
                "es # Solo quedan 3.              # `Solo quedan 3` presses the player",
                "it # A tempo limitato.           # `tempo limitato` presses the player",
                "nl # Nu of nooit.                # `Nu of nooit` presses the player",
                "pt # Agora ou nunca.             # `Agora ou nunca` presses the player",
                "en # BET  NOW                    # `BET  NOW` presses the player",
                "en # Last chance.                # `Last chance` presses the player",
                "en # Don’t miss this.            # `Don’t miss` presses the player",
                "en # Time is running out.        # `Time is running out` presses the player",
                "en # Today only.                 # `Today only` presses the player",
                "de # Jetzt wetten!               # `Jetzt wetten` presses the player",
                "de # Beeile dich.                # `Beeile` presses the player",
                "de # Hurry!                      # `Hurry` presses the player",
                "fr # Dernière chance.            # `Dernière chance` presses the player",
                "es # ¡Apuesta ya!                # `Apuesta ya` presses the player",
                "it # Affrettati.                 # `Affrettati` presses the player",
                "nl # Laatste kans.               # `Laatste kans` presses the player",
                "pt # Aposte agora.               # `Aposte agora` presses the player",
                "sv # Bet now.                    # `Bet now` presses the player",
                "en # Win it back.                # `Win it back` invites him to win back what he lost",
                "en # Make up for your losses.    # `Make up for your losses` invites him to win back what he lost",
                "en # Your luck will turn.        # `Your luck will turn` invites him to win back what he lost",
                "de # Verluste ausgleichen?       # `Verluste ausgleichen` invites him to win back what he lost",
                "nl # Win het terug: terugwinnen. # `terugwinnen` invites him to win back what he lost",
                "en # A risk-free bet.            # `risk-free` claims less risk than there is",
                "en # You can't lose.             # `can't lose` claims less risk than there is",
                "de # Ohne Risiko.                # `Ohne Risiko` claims less risk than there is",
                "fr # Un pari sans risque.        # `sans risque` claims less risk than there is",
                "es # Sin riesgo.                 # `Sin riesgo` claims less risk than there is",
                "it # Senza rischio.              # `Senza rischio` claims less risk than there is",
                "pt # Aposta sem risco.           # `sem risco` claims less risk than there is",
            })
    void nobodyIsPressedOrLured(String language, String message, String problem) {
        assertThat(saying(language, message)).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "You lost {count} in 10 minutes.     # 0",
                "{count} deposits failed in half an hour. # 0",
                "You played {count} games in {took}. # 0",
                "You have {took} left.               # 1",
                "Hurry, you lost {count}.            # 1",
                "You lost {count}; win it back.      # 1",
                "Your bonus ends soon.               # 0",
                "You lost {count} in the last hour.  # 0",
                "Hurry, bet now, last chance.        # 3",
            })
    void aReasonMaySayHowLongItTookAndPressesNoMore(String because, int problems) {
        assertThat(reason(because)).hasSize(problems);
    }

    @Test
    void aStopTextPressesNobody() {
        files.put("policy.yaml", "words: { stop: Last chance to stop }\n");
        assertThat(problems()).singleElement().asString().startsWith("policy.yaml:1:16: `Last chance` presses");
    }

    // ---- withdrawals

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "Your withdrawal of {amount} is on its way.      # 0",
                "You can still cancel your withdrawal.           # 1",
                "Changed your mind? Reverse it here.             # 1",
                "Keep playing while you wait.                    # 1",
                "Leave it in play?                               # 1",
            })
    void whoWithdrawsIsNotAskedToStay(String message, int problems) {
        files.put(
                "offers.yaml",
                "offers: { status: { class: information, lasts: 3m, needs: [amount], message: '" + message + "' } }\n");
        String sends = "offers: [status]\nbecause: You asked for a withdrawal.\nfacts: { amount: it.amount }\n";
        files.put("patterns/asked.yaml", "pattern: asked\nsequence: [{ on: withdrawal_requested, as: it }]\n" + sends);
        assertThat(problems()).hasSize(problems);

        files.remove("patterns/asked.yaml");
        files.put(
                "patterns/block.yaml",
                "pattern: block\nsequence: [{ on: withdrawal_requested, as: it }]\nfacts: { amount: it.amount }\n");
        files.put("patterns/through.yaml", "pattern: through\nsequence: [{ on: block, as: it }]\n" + sends);
        assertThat(problems()).as("through a building block").hasSize(problems);

        files.remove("patterns/through.yaml");
        files.remove("patterns/block.yaml");
        assertThat(problems()).as("to whom nobody sends it").isEmpty();
    }

    @Test
    void theReasonDoesNotAskHimToStayEither() {
        files.put("offers.yaml", "offers: { status: { class: information, lasts: 3m, message: On its way. } }\n");
        files.put(
                "patterns/asked.yaml",
                "pattern: asked\nsequence: [{ on: withdrawal_requested }]\noffers: [status]\nbecause: You may change your mind.\n");
        assertThat(problems())
                .containsExactly(
                        "patterns/asked.yaml:4:18: `change your mind`, sent by asked, hints at not withdrawing; say where the withdrawal stands, and no more");
    }

    @Test
    void noVariantAsksHimToStay() {
        files.put(
                "offers.yaml",
                "offers: { status: { class: information, lasts: 3m, message: On its way.,"
                        + " variants: { v: { share: 5%, message: Keep playing. }, w: { share: 5%, lasts: 2m } } } }\n");
        files.put(
                "patterns/asked.yaml",
                "pattern: asked\nsequence: [{ on: withdrawal_requested }]\noffers: [status]\nbecause: You asked for it.\n");
        assertThat(problems())
                .containsExactly(
                        "offers.yaml:1:111: `Keep playing`, sent by asked, hints at not withdrawing; say where the withdrawal stands, and no more");
    }

    // ---- never without a reason

    @Test
    void nothingIsSentWithoutAStatedReason() {
        files.put("offers.yaml", "offers: { o: { class: information, lasts: 3m, message: A hint. } }\n");
        files.put("patterns/p.yaml", "pattern: p\nsequence: [{ on: seen }]\noffers: [o]\n");
        assertThat(problems())
                .containsExactly(
                        "patterns/p.yaml:3:1: p sends offers and gives no reason; say in one plain sentence what the player did: because: You looked at your balance.");
    }

    @Test
    void aReasonNamesThreeSignalsAtMost() {
        assertThat(reason("{count} of {what} in {took}, {count} in all.")).isEmpty();
        assertThat(reason("{count} of {what} in {took} at {ends}."))
                .containsExactly(
                        "patterns/p.yaml:4:10: this reason names 4 signals: count, what, took, ends; a plain sentence names 3 at most");
    }
}
