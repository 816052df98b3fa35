package io.rondo.hogwild.token;

/** What neighbours tell each other; each names a {@link Turn}. Any of them may be lost, late or doubled. */
public enum TokenMessage {
    /** To the successor: take my offer. */
    OFFER,
    /** To the predecessor: I took it, this was my model before. */
    ANSWER,
    /** To the successor: the token is yours; the turn is yours too. */
    TOKEN,
    /** To the predecessor: I have the token. */
    TAKEN
}
