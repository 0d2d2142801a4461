package io.spmtrack.engine.tornado.library;

import java.util.Optional;

/** Why something that TornadoVM threw happened. */
public final class RootCause {
    /** TornadoVM colours its messages for a terminal, and puts traces in them. */
    private static final String COLOUR = "\u001b\\[[0-9;]*m";

    private static final String TRACE = "(?s);?\\s*Stacktrace:.*";

    private RootCause() {}

    /** The message of the innermost cause, on one line. */
    public static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = Optional.ofNullable(cause.getMessage())
                .orElse("")
                .replaceAll(COLOUR, "")
                .replaceAll(TRACE, "")
                .strip()
                .replaceAll("\\s*\\R\\s*", "; ");
        return message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }
}
