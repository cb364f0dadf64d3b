package io.kairos.kafka;

/** Bytes that are no record of ours and will not become one by trying again. The message is one readable sentence. */
public final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1;

    UndecodableException(String message) {
        super(message);
    }

    UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
