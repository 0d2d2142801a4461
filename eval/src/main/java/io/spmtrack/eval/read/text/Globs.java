package io.spmtrack.eval.read.text;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Patterns of names with stars and question marks; commas between alternatives. */
public final class Globs {

    private Globs() {}

    /** Whether a name matches one of them. */
    public static Predicate<String> matching(String globs) {
        return Pattern.compile(pattern(globs)).asMatchPredicate();
    }

    private static String pattern(String globs) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < globs.length(); i++) {
            char c = globs.charAt(i);
            switch (c) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                case ',' -> pattern.append('|');
                default -> pattern.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return pattern.toString();
    }
}
