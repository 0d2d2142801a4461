package io.spmtrack.cli.console;

import io.spmtrack.engine.InputException;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/** What the user is told of an exception, and with which exit code the program ends. */
public final class Failure {
    private Failure() {}

    /** The message on one line; its kind where it says nothing. */
    public static String line(Throwable e) {
        String message = Optional.ofNullable(e.getMessage()).orElse("").strip().replaceAll("\\s*\\R\\s*", "; ");
        if (e instanceof InputException || e instanceof ParameterException) {
            return message;
        }
        if (e instanceof OutOfMemoryError) {
            return "out of memory (" + message + "): take less at a time (a smaller batch, model or loader_ahead, fewer"
                    + " threads) or allow Java more with SPMTRACK_JVM_FLAGS=-Xmx8g";
        }
        String kind = e.getClass().getSimpleName();
        return (message.isEmpty() ? kind : kind + ": " + message) + " (-v shows where)";
    }

    /** 2 for wrong input, 1 for work that failed. */
    public static int code(Throwable e) {
        return e instanceof InputException ? 2 : 1;
    }
}
