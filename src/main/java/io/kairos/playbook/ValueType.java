package io.kairos.playbook;

/**
 * What a value is. In memory a number is a {@link Double}, a time and a duration are a {@link Long} in milliseconds, a
 * string (a listed value too) is a {@link String}, a boolean a {@link Boolean}.
 */
public enum ValueType {
    STRING,
    NUMBER,
    BOOLEAN,
    TIME,
    DURATION
}
