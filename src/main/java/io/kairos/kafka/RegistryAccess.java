package io.kairos.kafka;

import java.io.Serializable;
import java.time.Duration;

/**
 * How to reach the schema registry.
 *
 * @param url its address, without a user; empty if there is none
 * @param user {@code name:password} for basic authentication; empty if it asks for none
 * @param timeout how long one request may take
 * @param patience how long to try again before giving up
 */
public record RegistryAccess(String url, String user, Duration timeout, Duration patience) implements Serializable {

    /** No registry: Avro's single-object encoding. */
    public static final RegistryAccess NONE = new RegistryAccess("", "", Duration.ZERO, Duration.ZERO);

    public static RegistryAccess at(String url, String user) {
        return new RegistryAccess(url, user, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    boolean isGiven() {
        return !url.isEmpty();
    }

    @Override
    public String toString() {
        return isGiven() ? url + (user.isEmpty() ? "" : " with [hidden]") : "none";
    }
}
