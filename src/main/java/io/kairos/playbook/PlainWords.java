package io.kairos.playbook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What no text to a player may say, whoever writes it: a deadline that is not the offer's own, pressure, a way back to what
 * was lost, less risk than there is, and, to somebody who withdraws, that he could leave it in play (CAP and BCAP guidance,
 * RTS 14B). A net for what slips in, not a judge of taste: it knows the words of its table and nothing else.
 */
final class PlainWords {

    /** Where a text is read. */
    enum Place {
        /** What is offered: a literal time in it can only be a deadline, or should be a fact. */
        MESSAGE,
        /** What the player did: it may well say how long that took. */
        REASON
    }

    private enum Ground {
        PRESSES("presses the player", "say what there is, and let him decide when"),
        CHASES("invites him to win back what he lost", "offer a pause, or say nothing of the loss"),
        LESS_RISK("claims less risk than there is", "say what it is"),
        STAYS("hints at not withdrawing", "say where the withdrawal stands, and no more");

        final String what;
        final String hint;

        Ground(String what, String hint) {
            this.what = what;
            this.hint = hint;
        }
    }

    /**
     * The words of one language, as regular expressions in which {@code _} is any letters and a space any white space.
     *
     * @param units of time, beside the signs that all languages share
     * @param until what makes a deadline of the time or the number behind it
     * @param ends what makes a deadline of the duration or the word behind it
     * @param left what makes a deadline of the duration before it
     * @param times that have a name
     */
    private record Language(
            String code,
            String units,
            String until,
            String ends,
            String left,
            String times,
            String presses,
            String chases,
            String lessRisk,
            String stays) {

        String of(Ground ground) {
            return switch (ground) {
                case PRESSES -> presses;
                case CHASES -> chases;
                case LESS_RISK -> lessRisk;
                case STAYS -> stays;
            };
        }
    }

    private static final List<Language> TABLE = List.of(
            new Language(
                    "en",
                    "seconds?|minutes?|hours?|days?|weeks?",
                    "until|till",
                    "before|by|within|only|just|(?:ends?|expires?|closes?)(?: at| in)?",
                    "left|remaining|to go|only",
                    "midnight|tonight|tomorrow|noon|the end of the day",
                    "(?<!no\\s)hurry|(?:bet|play|deposit) now|act (?:now|fast)|(?:last|final) (?:chance|call|hours?|minutes?)|don['’]t miss_|today only|only today"
                            + "|(?:time is )?running out|before it['’]?s (?:gone|too late)|while it lasts|be quick",
                    "(?:win|get) (?:it|them|that|your money|your losses) back|win back|(?:make up|recover|recoup)(?: for)? your loss(?:es)?"
                            + "|your luck (?:will|is about to) (?:turn|change)|due (?:for )?a win|one more (?:try|spin|bet)",
                    "risk(?:-| )free|(?:no|zero)(?:-| )risk|without risk|can(?:no|['’])t lose|nothing to lose|(?:safe|sure) bet|(?:sure|guaranteed) win",
                    "cancel_|revers_|keep playing|play on|change your mind|instead of withdrawing|(?:leave|keep) it in|put it back"),
            new Language(
                    "de",
                    "sekunden?|minuten?|stunden?|tagen?|tage?|wochen?",
                    "bis(?: zum| um)?",
                    "nur|noch|binnen|innerhalb von|(?:endet|läuft|schließt)(?: um| in| am)?",
                    "übrig|verbleiben_|lang",
                    "mitternacht|morgen|heute abend",
                    "beeil_|jetzt (?:wetten|spielen|setzen|einzahlen)|letzte (?:chance|gelegenheit)|nur heute|heute nur|schnell sein|nicht verpassen"
                            + "|bevor es zu spät_",
                    "zurück ?(?:zu)?gewinn_|verluste? (?:ausgleich_|wettmach_|aufhol_)|das glück wendet_",
                    "risikofrei_|risikolos_|ohne risiko|nichts zu verlieren|sicherer? (?:gewinn|wette)|garantierte_ gewinn",
                    "stornier_|abbrech_|rückgängig|weiter ?spielen|zurückbuch_|im spiel lassen"),
            new Language(
                    "fr",
                    "secondes?|minutes?|heures?|jours?|semaines?",
                    "jusqu['’](?:à|au)",
                    "avant|dans|seulement|plus que|d['’]ici|(?:se termine|expire)(?: à| dans)?",
                    "restante?s?|seulement",
                    "minuit|demain|ce soir",
                    "dépêchez_|(?:pariez|jouez|misez|déposez) maintenant|dernière (?:chance|occasion)|ne (?:ratez|manquez) pas|aujourd['’]hui seulement"
                            + "|avant qu['’]il ne soit trop tard",
                    "regagne_|récupére_ vos pertes|refaites-vous|la chance va tourner",
                    "sans risque_|zéro risque|rien à perdre|gain (?:garanti|assuré)|pari sûr",
                    "annul_|continue_ (?:à|de) jouer|rejoue_|laisse_ en jeu|remettre en jeu"),
            new Language(
                    "es",
                    "segundos?|minutos?|horas?|días?|semanas?",
                    "hasta(?: las| el)?",
                    "antes de|solo|sólo|dentro de|quedan?|(?:termina|caduca)(?: a| en)?",
                    "restantes?",
                    "medianoche|mañana|esta noche",
                    "date prisa|apúrate|(?:apuesta|juega|deposita) (?:ahora|ya)|última oportunidad|no te l[oa] pierdas|s[oó]lo hoy|antes de que sea tarde",
                    "recuper_ (?:tus|sus|las) pérdidas|recuper_ lo perdido|desquít_|la suerte va a cambiar",
                    "sin riesgos?|nada que perder|ganancia (?:garantizada|segura)|apuesta segura",
                    "cancel_|(?:sigue|seguir) jugando|déja_ en juego|revertir_"),
            new Language(
                    "it",
                    "second[io]|minut[io]|or[ae]|giorn[io]|settiman[ae]",
                    "fino (?:a|al|alle)",
                    "entro|tra|prima di|solo|ancora|(?:scade|termina)(?: tra| alle)?",
                    "rimast[ie]|rimanenti",
                    "mezzanotte|domani|stasera",
                    "affrett_|sbrigati|(?:scommetti|gioca|deposita) (?:ora|subito|adesso)|ultima (?:occasione|possibilità)|non perdere l_|solo oggi"
                            + "|prima che sia tardi",
                    "recuper_ le (?:tue )?perdite|rifatti|rivinc_|la fortuna (?:gira|sta per_)",
                    "senza risch_|rischio zero|niente da perdere|vincita (?:garantita|sicura)|scommessa sicura",
                    "annull_|continu_ a giocare|lasci_ in gioco|storn_"),
            new Language(
                    "nl",
                    "seconden?|minuten|minuut|uur|uren|dagen|dag|weken|week",
                    "tot(?: en met)?",
                    "voor|over|slechts|nog|binnen|alleen|(?:eindigt|verloopt|sluit)(?: om| over)?",
                    "over|resteren_|te gaan",
                    "middernacht|morgen|vanavond",
                    "haast je|(?:wed|speel|stort) nu|laatste kans|mis (?:het|dit|deze) niet|alleen vandaag|voor het te laat_",
                    "terug ?winnen|win_ terug|verlie_ goedmaken|je geluk keert",
                    "zonder risico|risicovrij_|risicoloos|niets te verliezen|(?:gegarandeerde|zekere) winst",
                    "annule_|terugdraai_|doorspelen|(?:verder|blijf) spelen|in het spel laten"),
            new Language(
                    "pt",
                    "segundos?|minutos?|horas?|dias?|semanas?",
                    "até(?: às| o)?",
                    "antes d[aeo]s?|só|apenas|dentro de|faltam|(?:termina|expira)(?: às| em)?",
                    "restantes?",
                    "meia-noite|amanhã|hoje à noite",
                    "corra|apresse_|(?:aposte|jogue|deposite) (?:agora|já)|última (?:chance|oportunidade)|não perca|(?:só|apenas) hoje"
                            + "|antes que seja tarde",
                    "recuper_ (?:suas|as) perdas|recuper_ o que perdeu|sua sorte vai (?:mudar|virar)",
                    "sem riscos?|risco zero|nada a perder|ganho garantido|aposta (?:certa|segura)",
                    "cancel_|continu_ (?:a )?jogar|continue jogando|deixe em jogo|revert_|estorn_"));

    /** What stands for a placeholder while a text is looked at: of the offer's own end, of a duration, of a number, of else. */
    private static final char OWN_END = '\uE000';

    private static final char DURATION = '\uE001';
    private static final char NUMBER = '\uE002';
    private static final char OTHER = '\uE003';

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final String ANY_UNIT = "secs?|sek|mins?|hrs?|std|" + all(Language::units);

    /** Of any language: figures are read whatever the language. */
    private static final Pattern LITERAL_TIME =
            phrase("\\d+(?:[.,]\\d+)?(?:-| )?(?:ms|s|m|h|d|" + ANY_UNIT + ")(?!['’])"
                    + "|(?:[01]?\\d|2[0-3]):[0-5]\\d|\\d{1,2} ?[ap]\\.?m|\\d{1,2} uhr"
                    + "|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}"
                    + "|(?:until|till) \\d+"
                    + "|(?:" + all(Language::until) + "|" + all(Language::ends) + ") (?:" + all(Language::times) + ")");

    private static final Pattern NUMBER_AS_TIME = Pattern.compile(
            NUMBER + "+[\\s\\u00a0-]*(?:" + spaced(ANY_UNIT) + ")(?![\\p{L}\\d])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern DURATION_AHEAD = Pattern.compile(
            "(?<![\\p{L}\\d])(?:" + spaced(all(Language::until) + "|" + all(Language::ends)) + ")\\s+" + DURATION + "+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern DURATION_LEFT = Pattern.compile(
            DURATION + "+\\s+(?:" + spaced(all(Language::left)) + ")(?![\\p{L}\\d])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Map<Ground, Map<String, Pattern>> PHRASES = phrases();

    private final Problems problems;

    PlainWords(Problems problems) {
        this.problems = problems;
    }

    /**
     * Looks at a text.
     *
     * @param locale its language; English is looked for in every one
     * @param typeOf the type of a placeholder; null if it is not known
     */
    void check(Item text, Place place, String locale, Function<String, ValueType> typeOf) {
        String read = withoutPlaceholders(text.text(), typeOf);
        for (Ground ground : List.of(Ground.PRESSES, Ground.CHASES, Ground.LESS_RISK)) {
            refuse(ground, text, read, locale, "");
        }
        String deadline = " makes a deadline of a duration that is not the offer's";
        String hint = "the only deadline is the offer's own: {expires_at} or {lasts}";
        refuse(DURATION_LEFT.matcher(read), text, deadline, hint);
        if (place == Place.MESSAGE) {
            refuse(DURATION_AHEAD.matcher(read), text, deadline, hint);
            refuse(
                    LITERAL_TIME.matcher(read),
                    text,
                    " is a time that nobody keeps",
                    "write {expires_at} or {lasts}, the offer's own, or a fact");
            refuse(NUMBER_AS_TIME.matcher(read), text, " makes a time of a number", "let the fact be a duration");
        }
    }

    /** Looks at a text that somebody reads who withdraws. */
    void checkForWithdrawal(Item text, String locale, String pattern) {
        refuse(
                Ground.STAYS,
                text,
                withoutPlaceholders(text.text(), name -> null),
                locale,
                ", sent by " + pattern + ",");
    }

    private void refuse(Ground ground, Item text, String read, String locale, String where) {
        String language = locale.split("-")[0];
        Map<String, Pattern> phrases = PHRASES.get(ground);
        for (String each :
                language.equals("en") || !phrases.containsKey(language) ? List.of("en") : List.of("en", language)) {
            refuse(phrases.get(each).matcher(read), text, where + " " + ground.what, ground.hint);
        }
    }

    private void refuse(Matcher found, Item text, String what, String hint) {
        if (found.find()) {
            String words = text.text().substring(found.start(), found.end());
            problems.add(text.spotOf(found.start()), "`" + words + "`" + what, hint);
        }
    }

    private static String withoutPlaceholders(String text, Function<String, ValueType> typeOf) {
        StringBuilder read = new StringBuilder(text);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            String name = placeholder.group(1).strip();
            ValueType type = typeOf.apply(name);
            char mark = TemplateReader.OWN_END.containsKey(name)
                    ? OWN_END
                    : type == ValueType.DURATION ? DURATION : type == ValueType.NUMBER ? NUMBER : OTHER;
            for (int i = placeholder.start(); i < placeholder.end(); i++) {
                read.setCharAt(i, mark);
            }
        }
        return read.toString();
    }

    private static Map<Ground, Map<String, Pattern>> phrases() {
        Map<Ground, Map<String, Pattern>> phrases = new LinkedHashMap<>();
        for (Ground ground : Ground.values()) {
            phrases.put(
                    ground, TABLE.stream().collect(Collectors.toMap(Language::code, each -> phrase(each.of(ground)))));
        }
        return phrases;
    }

    private static String all(Function<Language, String> words) {
        return TABLE.stream().map(words).collect(Collectors.joining("|"));
    }

    private static Pattern phrase(String words) {
        return Pattern.compile(
                "(?<![\\p{L}\\d])(?:" + spaced(words) + ")(?![\\p{L}\\d])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String spaced(String words) {
        return words.replace(" ?", "[\\s\\u00a0]*")
                .replace(" ", "[\\s\\u00a0]+")
                .replace("_", "\\p{L}*");
    }
}
