package io.spmtrack.eval.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what is missing in a row of numbered names. */
final class Gap {
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})(\\D*)");

    private Gap() {}

    /** The first name that is left out between others. */
    static Optional<String> in(List<String> names) {
        Optional<Matcher> before = Optional.empty();
        for (String name : names) {
            Matcher match = NUMBERED.matcher(name);
            if (!match.matches()) {
                return Optional.empty();
            }
            if (before.isPresent() && !follows(before.get(), match)) {
                return Optional.of(next(before.get()));
            }
            before = Optional.of(match);
        }
        return Optional.empty();
    }

    private static boolean follows(Matcher before, Matcher match) {
        return Integer.parseInt(match.group(2)) == Integer.parseInt(before.group(2)) + 1;
    }

    private static String next(Matcher before) {
        String number = Integer.toString(Integer.parseInt(before.group(2)) + 1);
        return before.group(1)
                + "0".repeat(Math.max(0, before.group(2).length() - number.length()))
                + number
                + before.group(3);
    }
}
