package io.kairos.playbook;

import io.kairos.event.Attributes;
import java.util.Set;

/**
 * What a condition asks of one attribute of the event at hand: where the attribute has a value of that kind and it is
 * another, the condition is false. Where it has none the condition says itself what it comes to.
 */
public sealed interface Necessary {
    Attributes.Reader attribute();

    /** A text, one of these. */
    record Among(Attributes.Reader attribute, Set<String> texts) implements Necessary {}

    /** A number, both ends included. */
    record Between(Attributes.Reader attribute, double least, double most) implements Necessary {}
}
