package io.rondo.peer;

/**
 * Trouble that ends the command, told in one sentence: what, where, what was expected, what to do. The command line
 * prints the sentence alone and exits with 1; the stack trace shows only with {@code --stacktrace}.
 */
public class RondoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RondoException(String sentence) {
        super(sentence);
    }

    public RondoException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
