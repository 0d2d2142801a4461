package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.eval.synthetic.pair.Modality;
import io.spmtrack.model.settings.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Parses and checks the options behind the question mark of a data SPEC. */
final class DataOptions {

    private static final List<String> OPTIONS =
            List.of("split", "sequences", "subset", "exclude", "limit", "stride", "weight");

    private DataOptions() {}

    static Map<String, String> parse(String text, String spec) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : split(text)) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new InputException(spec + ": " + TextFile.quoted(option)
                        + " is not an option; write name=value, several joined with &");
            }
            if (options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
                throw new InputException(
                        spec + ": option '" + option.substring(0, equals) + "' is given twice; write it once");
            }
        }
        return options;
    }

    /** The options between the signs {@code &}; one that names a file goes as far as there is such a file. */
    private static List<String> split(String text) {
        List<String> pieces = List.of(text.split("&", -1));
        List<String> options = new ArrayList<>();
        for (int from = 0, to; from < pieces.size(); from = to) {
            to = pieces.size();
            while (to > from + 1 && !namesFile(String.join("&", pieces.subList(from, to)))) {
                to--;
            }
            options.add(String.join("&", pieces.subList(from, to)));
        }
        return options;
    }

    private static boolean namesFile(String option) {
        return option.matches("(?s)(boxes|subset|exclude)=.+")
                && DataSpec.exists(option.substring(option.indexOf('=') + 1));
    }

    static void check(Benchmark benchmark, String name, String value) {
        List<String> known = Stream.concat(OPTIONS.stream(), benchmark.layout().options().stream())
                .toList();
        if (!known.contains(name)) {
            throw new InputException("unknown option " + TextFile.quoted(name) + " of " + benchmark.id()
                    + ":, did you mean '" + Nearest.of(name, known) + "'? Options are " + String.join(", ", known));
        }
        if (value.isBlank()) {
            throw wrong(name, value, "a value");
        }
        switch (name) {
            case "limit", "stride", "length" -> positive(name, value);
            case "weight" -> weight(value);
            case "split" -> split(benchmark, value);
            case "seed" -> seed(value);
            case "against" -> share(value);
            case "motion" -> motion(value);
            case "colormap" -> ColourOrder.named(value);
            case "modality" -> Modality.named(value);
            default -> {}
        }
    }

    private static void positive(String name, String value) {
        try {
            if (Integer.parseInt(value) > 0) {
                return;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a whole number from 1");
        }
        throw wrong(name, value, "a whole number from 1");
    }

    private static void weight(String value) {
        try {
            double weight = Double.parseDouble(value);
            if (weight > 0 && Double.isFinite(weight)) {
                return;
            }
        } catch (NumberFormatException e) {
            throw wrong("weight", value, "a positive number");
        }
        throw wrong("weight", value, "a positive number");
    }

    private static void share(String value) {
        try {
            double share = Double.parseDouble(value);
            if (share >= 0 && share <= 1) {
                return;
            }
        } catch (NumberFormatException e) {
            throw wrong("against", value, "a share from 0 to 1");
        }
        throw wrong("against", value, "a share from 0 to 1");
    }

    private static void motion(String value) {
        if (!value.equals("none") && !value.equals("made")) {
            throw wrong("motion", value, "made (clips in which the picture moves) or none (stills)");
        }
    }

    private static void seed(String value) {
        try {
            Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw wrong("seed", value, "a whole number");
        }
    }

    private static void split(Benchmark benchmark, String value) {
        List<String> splits = benchmark.layout().splits();
        if (splits.isEmpty()) {
            throw new InputException(benchmark.id() + ": has no splits; leave split=" + value + " out");
        }
        if (!splits.contains(value)) {
            throw wrong("split", value, "one of " + String.join(", ", splits));
        }
    }

    private static InputException wrong(String name, String value, String wanted) {
        return new InputException("option " + name + "=" + TextFile.quoted(value) + ": " + wanted + " is needed");
    }
}
