package io.spmtrack.engine;

/** Input from a user is wrong. The message is one line: what is wrong, where, and what to do next. */
public final class InputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
