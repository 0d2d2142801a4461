package io.spmtrack.eval.metric;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One convention in which two rules differ, and what it does to the score of a data set.
 *
 * @param convention what differs
 * @param before under the conventions up to here
 * @param after with this convention of the second rule, too
 */
public record RuleSwitch(String convention, Measures before, Measures after) {

    /** What can be taken over from another rule, in this order. */
    private enum Part {
        RESULTS("results: repair of unusable rows, the first box"),
        ABSENCE("frames whose target is absent fail"),
        BOXES("boxes: pixels, frames without a true box"),
        THRESHOLDS("thresholds of the curves"),
        AREAS("areas under curves or single points"),
        POOLING("mean over frames or over sequences"),
        PRECISION("single or double precision");

        private final String title;

        Part(String title) {
            this.title = title;
        }
    }

    /**
     * Goes from one rule to another, one convention at a time; the first {@code before} is the score under the first rule, the
     * last {@code after} that under the second.
     *
     * @param tracked the sequences of a data set that have a score under both rules
     * @throws io.spmtrack.engine.InputException if one of the rules does not allow the number of result rows
     */
    public static List<RuleSwitch> between(Rule first, Rule second, List<Tracked> tracked) {
        for (Tracked each : tracked) {
            first.conventions().length().require(first, each);
            second.conventions().length().require(second, each);
        }
        List<RuleSwitch> switches = new ArrayList<>();
        Set<Part> taken = EnumSet.noneOf(Part.class);
        Conventions current = first.conventions();
        Measures before = score(current, tracked);
        for (Part part : Part.values()) {
            taken.add(part);
            Conventions next = mixed(first.conventions(), second.conventions(), taken);
            if (!next.equals(current)) {
                Measures after = score(next, tracked);
                switches.add(new RuleSwitch(part.title, before, after));
                before = after;
            }
            current = next;
        }
        return List.copyOf(switches);
    }

    private static Measures score(Conventions conventions, List<Tracked> tracked) {
        return DatasetScore.measures(
                conventions,
                tracked.stream()
                        .map(each -> SequenceScore.of(conventions, each))
                        .toList());
    }

    private static Conventions mixed(Conventions first, Conventions second, Set<Part> taken) {
        return new Conventions(
                (taken.contains(Part.RESULTS) ? second : first).results(),
                (taken.contains(Part.ABSENCE) ? second : first).absenceFails(),
                (taken.contains(Part.BOXES) ? second : first).errors(),
                (taken.contains(Part.THRESHOLDS) ? second : first).thresholds(),
                first.length(),
                first.counting(),
                (taken.contains(Part.POOLING) ? second : first).pooled(),
                (taken.contains(Part.AREAS) ? second : first).areas(),
                (taken.contains(Part.PRECISION) ? second : first).singlePrecision());
    }
}
