package io.spmtrack.eval.read.text;

import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of numbered files, computed instead of stored: the training sets have some twenty million of them.
 */
public final class FileNames extends AbstractList<String> implements RandomAccess {

    /** Names by the numbers in them where they differ in a number: {@code 2.jpg} comes before {@code 10.jpg}. */
    static final Comparator<String> BY_NUMBER = FileNames::compare;

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})(\\D*)");

    private final String prefix;
    private final int first;
    private final int digits;
    private final String suffix;
    private final int size;

    private FileNames(String prefix, int first, int digits, String suffix, int size) {
        this.prefix = prefix;
        this.first = first;
        this.digits = digits;
        this.suffix = suffix;
        this.size = size;
    }

    /** {@code first, first + 1, …} between other characters. */
    public static FileNames numbered(String prefix, int first, int digits, String suffix, int size) {
        return new FileNames(prefix, first, digits, suffix, size);
    }

    /** What stands before the numbers. */
    public String prefix() {
        return prefix;
    }

    /** The first number. */
    public int first() {
        return first;
    }

    /** How long numbers are at least, with zeros before them. */
    public int digits() {
        return digits;
    }

    /** What stands behind the numbers. */
    public String suffix() {
        return suffix;
    }

    /** {@code first, first + 1, …} padded with zeros to a number of digits (1: not padded). */
    public static List<String> numbered(int first, int digits, String suffix, int size) {
        return new FileNames("", first, digits, suffix, size);
    }

    /** The same names, without storage when they are numbered without a gap. */
    public static List<String> of(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        Matcher match = NUMBERED.matcher(names.getFirst());
        if (match.matches()) {
            String number = match.group(2);
            FileNames computed = new FileNames(
                    match.group(1), Integer.parseInt(number), number.length(), match.group(3), names.size());
            if (computed.equals(names)) {
                return computed;
            }
        }
        return List.copyOf(names);
    }

    @Override
    public String get(int index) {
        String number = Integer.toString(first + Objects.checkIndex(index, size));
        return prefix + "0".repeat(Math.max(0, digits - number.length())) + number + suffix;
    }

    @Override
    public int size() {
        return size;
    }

    private static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int order;
            if (digit(a, i) && digit(b, j)) {
                int endA = endOfNumber(a, i);
                int endB = endOfNumber(b, j);
                order = numbers(a, i, endA, b, j, endB);
                i = endA;
                j = endB;
            } else {
                order = Character.compare(a.charAt(i++), b.charAt(j++));
            }
            if (order != 0) {
                return order;
            }
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);
    }

    /** Compares runs of digits by their value, however long they are. */
    private static int numbers(String a, int fromA, int endA, String b, int fromB, int endB) {
        int i = behindZeros(a, fromA, endA);
        int j = behindZeros(b, fromB, endB);
        int order = Integer.compare(endA - i, endB - j);
        while (order == 0 && i < endA) {
            order = Character.compare(a.charAt(i++), b.charAt(j++));
        }
        return order;
    }

    private static int behindZeros(String text, int from, int end) {
        int at = from;
        while (at < end && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static boolean digit(String text, int index) {
        return text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static int endOfNumber(String text, int start) {
        int end = start;
        while (end < text.length() && digit(text, end)) {
            end++;
        }
        return end;
    }
}
