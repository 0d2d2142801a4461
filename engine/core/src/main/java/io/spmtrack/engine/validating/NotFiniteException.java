package io.spmtrack.engine.validating;

import java.io.Serial;

/** The first step of a program whose result is not finite; see {@link ValidatingBackend#finite}. */
public final class NotFiniteException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    NotFiniteException(String message) {
        super(message);
    }
}
