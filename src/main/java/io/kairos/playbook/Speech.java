package io.kairos.playbook;

/**
 * In which language a player is spoken to.
 *
 * @param defaultLanguage spoken where there is no text in the player's own
 * @param locale what his own is, a text as in {@code pt-BR}; null if it is not known of anybody
 * @param stop what he presses to see no more of these; null if the playbook does not say
 */
public record Speech(String defaultLanguage, Expression locale, Wording stop) {
    public static final String ENGLISH = "en";

    public static final Speech PLAIN = new Speech(ENGLISH, null, null);
}
