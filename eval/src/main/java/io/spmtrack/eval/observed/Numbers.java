package io.spmtrack.eval.observed;

import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as this program writes them. */
final class Numbers {
    private static final Pattern PLAIN = Pattern.compile("\\d{1,12}(\\.\\d{1,12})?");

    private Numbers() {}

    /** A decimal number without sign, or NaN for {@code nan}; empty for everything else. */
    static Optional<Double> plain(String text) {
        if (text.equals("nan")) {
            return Optional.of(Double.NaN);
        }
        return PLAIN.matcher(text).matches() ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }
}
