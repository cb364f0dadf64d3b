package io.kairos.playbook;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What no text to a player may say, whoever writes it: a deadline that is not the offer's own, pressure, a way back to what
 * was lost, less risk than there is, and, to somebody who withdraws, that he could leave it in play (CAP and BCAP guidance,
 * RTS 14B). A net for what slips in, not a judge of taste: it knows the words of its table and nothing else. What is written
 * in a language without one is held against the English words, and against the figures and units of all of them.
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
     * @param over what something does that has an end
     * @param soon what says that it does, and not when
     * @param times that have a name
     */
    private record Language(
            String code,
            String units,
            String until,
            String ends,
            String left,
            String over,
            String soon,
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
                    "(?:end|close)s?|ending|expir(?:es?|ing)|closing|(?:over|gone)",
                    "soon|shortly|any (?:minute|moment)",
                    "midnight|tonight|today|tomorrow|noon|(?:the end of )?(?:the|this) (?:day|week|weekend|month)"
                            + "|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
                    "(?<!no\\s)(?<!need\\sto\\s)(?<!n['’]t\\s)hurry|(?:bet|play|deposit|spin|stake|claim|join|get|grab)(?: it| yours)?(?: right)? now"
                            + "|now or never|act (?:now|fast|quickly|soon)|be (?:quick|fast)|(?:last|final) (?:chance|call)"
                            + "|(?<!the\\s)(?<!your\\s)(?<!these\\s)(?:last|final) (?:hours?|minutes?|(?:few )?(?:places|spots|seats))"
                            + "|don['’]t (?:miss_|delay|wait(?! for)|(?:go|leave) (?:yet|now|us))|(?:today|tonight|this (?:week|weekend)) only|only (?:today|tonight|this (?:week|weekend))"
                            + "|time is short|(?:time is )?running out|clock is ticking|before (?:it['’]?s|they['’]?re) (?:gone|over|too late)"
                            + "|(?:almost|nearly) gone|going fast|selling (?:fast|out)|won['’]t last|while (?:it|they|stocks?|supplies) lasts?"
                            + "|limited(?:-| )time|time(?:-| )limited|for a (?:short|limited) time|(?:only|just) (?:\\d+|a few|one|two|three|five|ten)(?: \\p{L}+)? (?:left|remaining)",
                    "(?:win|get) (?:it|them|that|your money|your losses) back|win back|(?:make up|recover|recoup)(?: for)? your loss(?:es)?"
                            + "|your luck (?:will|is about to) (?:turn|change)|due (?:for )?a win|one more (?:try|spin|bet)",
                    "risk(?:-| )free|(?:no|zero)(?:-| )risk|without risk|can(?:no|['’])t lose|nothing to lose|(?:safe|sure) bet|(?:sure|guaranteed) win",
                    "cancel_|revers_|keep playing|play on|change your mind|instead of withdrawing|(?:leave|keep) it in|put it back"),
            new Language(
                    "de",
                    "sekunden?|minuten?|stunden?|tagen?|tage?|wochen?",
                    "bis(?: zum| um)?",
                    "nur|noch|binnen|innerhalb von|(?:endet|läuft|schließt)(?: um| in| am)?",
                    "übrig|verbleiben_",
                    "endet|schließt|verfällt|läuft(?= (?:bald|gleich|in kürze|demnächst) ab)",
                    "bald|gleich|in kürze|demnächst",
                    "mitternacht|morgen|heute abend|(?:zum )?wochenende|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch",
                    "nur noch \\d+(?: \\p{L}+)? (?:übrig|da|verfügbar|frei)|solange der vorrat reicht|nur (?:für )?kurze zeit|jetzt oder nie|nicht zögern|warte nicht|beeil_|jetzt (?:wetten|spielen|setzen|einzahlen)|letzte (?:chance|gelegenheit)|nur heute|heute nur|schnell sein|nicht verpassen"
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
                    "se termine|expire|ferme",
                    "bientôt|sous peu",
                    "minuit|demain|ce soir|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche",
                    "plus que \\d+ (?:restant_|disponible_|places?)|durée limitée|maintenant ou jamais|n['’]attendez (?:pas|plus)|dépêchez_|(?:pariez|jouez|misez|déposez) maintenant|dernière (?:chance|occasion)|ne (?:ratez|manquez) pas|aujourd['’]hui seulement"
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
                    "termina|caduca|cierra|acaba",
                    "pronto|en breve",
                    "medianoche|mañana|esta noche|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)",
                    "(?:solo|sólo) quedan \\d+|tiempo limitado|ahora o nunca|no esperes|date prisa|apúrate|(?:apuesta|juega|deposita) (?:ahora|ya)|última oportunidad|no te l[oa] pierdas|s[oó]lo hoy|antes de que sea tarde",
                    "recuper_ (?:tus|sus|las) pérdidas|recuper_ lo perdido|desquít_|la suerte va a cambiar",
                    "sin riesgos?|nada que perder|ganancia (?:garantizada|segura)|apuesta segura",
                    "cancel_|(?:sigue|seguir) jugando|déja_ en juego|revertir_"),
            new Language(
                    "it",
                    "second[io]|minut[io]|or[ae]|giorn[io]|settiman[ae]",
                    "fino (?:a|al|alle)",
                    "entro|tra|prima di|solo|ancora|(?:scade|termina)(?: tra| alle)?",
                    "rimast[ie]|rimanenti",
                    "scade|termina|chiude|finisce",
                    "presto|a breve|tra poco",
                    "mezzanotte|domani|stasera|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica",
                    "(?:solo|ne restano) \\d+ (?:rimast[ie]|disponibili)|tempo limitato|ora o mai più|non aspettare|affrett_|sbrigati|(?:scommetti|gioca|deposita) (?:ora|subito|adesso)|ultima (?:occasione|possibilità)|non perdere l_|solo oggi"
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
                    "eindigt|verloopt|sluit|stopt",
                    "binnenkort|bijna|zo",
                    "middernacht|morgen|vanavond|(?:maan|dins|woens|donder|vrij|zater|zon)dag",
                    "(?:nog maar|slechts) \\d+(?: \\p{L}+)? (?:over|beschikbaar)|beperkte tijd|nu of nooit|wacht niet|haast je|(?:wed|speel|stort) nu|laatste kans|mis (?:het|dit|deze) niet|alleen vandaag|voor het te laat_",
                    "terug ?winnen|win_ terug|verlie_ goedmaken|je geluk keert",
                    "zonder risico|risicovrij_|risicoloos|niets te verliezen|(?:gegarandeerde|zekere) winst",
                    "annule_|terugdraai_|doorspelen|(?:verder|blijf) spelen|in het spel laten"),
            new Language(
                    "pt",
                    "segundos?|minutos?|horas?|dias?|semanas?",
                    "até(?: às| o)?",
                    "antes d[aeo]s?|só|apenas|dentro de|faltam|(?:termina|expira)(?: às| em)?",
                    "restantes?",
                    "termina|expira|fecha|acaba",
                    "em breve|logo",
                    "meia-noite|amanhã|hoje à noite|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|sábado|domingo",
                    "(?:só|apenas) restam \\d+|restam (?:só|apenas) \\d+|tempo limitado|agora ou nunca|não espere|corra|apresse_|(?:aposte|jogue|deposite) (?:agora|já)|última (?:chance|oportunidade)|não perca|(?:só|apenas) hoje"
                            + "|antes que seja tarde",
                    "recuper_ (?:suas|as) perdas|recuper_ o que perdeu|sua sorte vai (?:mudar|virar)",
                    "sem riscos?|risco zero|nada a perder|ganho garantido|aposta (?:certa|segura)",
                    "cancel_|continu_ (?:a )?jogar|continue jogando|deixe em jogo|revert_|estorn_"));

    /** What stands for a placeholder while a text is looked at: of the offer's own end, or by what it is. */
    private static final char OWN_END = '\uE000';

    private static final char DURATION = '\uE001';
    private static final char NUMBER = '\uE002';
    private static final char OTHER = '\uE003';
    private static final char TIME = '\uE004';

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final String ANY_UNIT = "secs?|sek|mins?|hrs?|std|" + all(Language::units);

    private static final String ENGLISH_UNIT = TABLE.get(0).units();
    private static final String ENGLISH_NUMBER =
            "(?:an?|one|two|three|four|five|ten|fifteen|twenty|thirty|sixty|half an|(?:a )?few|a couple of)";
    private static final String MONTH =
            "jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

    /** Of any language: figures are read whatever the language. */
    private static final Pattern LITERAL_TIME =
            phrase("(?!24 (?:hours a day|stunden am tag))\\d+(?:[.,]\\d+)?(?:-| )?(?:(?-i:ms|s|m|h|d)|" + ANY_UNIT
                    + ")(?!['’])"
                    + "|(?:within|in) (?:the next )?" + ENGLISH_NUMBER + " (?:" + ENGLISH_UNIT + ")"
                    + "|" + ENGLISH_NUMBER + " (?:" + ENGLISH_UNIT + ") (?:left|remaining|to go|only)"
                    + "|for the next " + ENGLISH_NUMBER + " (?:" + ENGLISH_UNIT + ")"
                    + "|(?:within|in|for) the next (?:" + ENGLISH_UNIT + ")|within the (?:" + ENGLISH_UNIT + ")"
                    + "|(?:[01]?\\d|2[0-3]):[0-5]\\d|\\d{1,2} ?[ap]\\.?m|\\d{1,2} (?:uhr|o['’]clock)"
                    + "|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}|bis (?:zum )?\\d{1,2}\\.\\d{1,2}\\."
                    + "|\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:" + MONTH + ")|(?:" + MONTH + ") \\d{1,2}(?:st|nd|rd|th)?"
                    + "|(?:until|till) \\d+"
                    + "|" + all(each -> "(?:" + each.until() + "|" + each.ends() + ") (?:" + each.times() + ")"));

    private static final Pattern NUMBER_AS_TIME = phrase(NUMBER + "+ ?-?(?:" + ANY_UNIT + ")");

    private static final Map<String, Pattern> DURATION_AHEAD =
            byLanguage(each -> "(?:" + each.until() + "|" + each.ends() + ") " + DURATION + "+");

    private static final Map<String, Pattern> DURATION_LEFT =
            byLanguage(each -> DURATION + "+ (?:" + each.left() + ")");

    private static final Map<String, Pattern> SOON = byLanguage(
            each -> "(?:" + each.over() + ") (?:" + each.soon() + ")|(?:" + each.soon() + ") (?:" + each.over() + ")");

    private static final Map<Ground, Map<String, Pattern>> PHRASES = Stream.of(Ground.values())
            .collect(Collectors.toMap(ground -> ground, ground -> byLanguage(each -> each.of(ground))));

    private final Problems problems;

    /** A text that is looked at. */
    private final class Looked {
        private final Item text;
        private final String read;
        private final List<String> languages;

        /** The characters of which something was said. */
        private final BitSet told = new BitSet();

        /** @param language its own; it is held against English too, and against nothing else if there is no table */
        Looked(Item text, String language, Function<String, ValueType> typeOf) {
            this.text = text;
            this.read = withoutPlaceholders(text.text(), typeOf);
            String primary = language.split("-")[0];
            this.languages = primary.equals("en")
                            || TABLE.stream().noneMatch(each -> each.code().equals(primary))
                    ? List.of("en")
                    : List.of("en", primary);
        }

        void refuse(Map<String, Pattern> words, String what, String hint) {
            languages.forEach(language -> refuse(words.get(language), what, hint));
        }

        void refuse(Pattern words, String what, String hint) {
            for (Matcher found = words.matcher(read); found.find(); ) {
                if (told.get(found.start(), found.end()).isEmpty()) {
                    told.set(found.start(), found.end());
                    String said = text.text().substring(found.start(), found.end());
                    problems.add(text.spotOf(found.start()), "`" + said + "`" + what, hint);
                }
            }
        }

        boolean saysWhen() {
            return read.indexOf(OWN_END) >= 0 || read.indexOf(TIME) >= 0;
        }
    }

    PlainWords(Problems problems) {
        this.problems = problems;
    }

    /**
     * Looks at a text.
     *
     * @param locale its language
     * @param typeOf the type of a placeholder; null if it is not known
     */
    void check(Item text, Place place, String locale, Function<String, ValueType> typeOf) {
        Looked looked = new Looked(text, locale, typeOf);
        String deadline = " makes a deadline of a duration that is not the offer's";
        String hint = "the only deadline is the offer's own: {expires_at} or {lasts}";
        looked.refuse(DURATION_LEFT, deadline, hint);
        if (place == Place.MESSAGE) {
            looked.refuse(DURATION_AHEAD, deadline, hint);
            looked.refuse(
                    LITERAL_TIME,
                    " is a time that nobody keeps",
                    "write {expires_at} or {lasts}, the offer's own, or a fact");
            looked.refuse(NUMBER_AS_TIME, " makes a time of a number", "let the fact be a duration");
            if (!looked.saysWhen()) {
                looked.refuse(
                        SOON,
                        " says that there is an end, and not when",
                        "write {expires_at}, or a fact that is a time");
            }
        }
        for (Ground ground : List.of(Ground.PRESSES, Ground.CHASES, Ground.LESS_RISK)) {
            looked.refuse(PHRASES.get(ground), " " + ground.what, ground.hint);
        }
    }

    /** Looks at a text that somebody reads who withdraws. */
    void checkForWithdrawal(Item text, String locale, String pattern) {
        new Looked(text, locale, name -> null)
                .refuse(
                        PHRASES.get(Ground.STAYS),
                        ", sent by " + pattern + ", " + Ground.STAYS.what,
                        Ground.STAYS.hint);
    }

    private static String withoutPlaceholders(String text, Function<String, ValueType> typeOf) {
        StringBuilder read = new StringBuilder(text);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            String name = placeholder.group(1).strip();
            char mark = TemplateReader.OWN_END.containsKey(name) ? OWN_END : mark(typeOf.apply(name));
            for (int i = placeholder.start(); i < placeholder.end(); i++) {
                read.setCharAt(i, mark);
            }
        }
        return read.toString();
    }

    private static char mark(ValueType type) {
        return type == null
                ? OTHER
                : switch (type) {
                    case TIME -> TIME;
                    case DURATION -> DURATION;
                    case NUMBER -> NUMBER;
                    case STRING, BOOLEAN -> OTHER;
                };
    }

    private static Map<String, Pattern> byLanguage(Function<Language, String> words) {
        return TABLE.stream().collect(Collectors.toMap(Language::code, each -> phrase(words.apply(each))));
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
