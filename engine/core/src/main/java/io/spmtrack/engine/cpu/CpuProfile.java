package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.MatMul;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Where the time of a session's steps goes: op, shapes, model line and nanoseconds. Not thread-safe. */
public final class CpuProfile {
    /**
     * One step of a program, over all runs.
     *
     * @param op the op's name
     * @param step op, shapes and model line
     * @param nanoseconds spent in all runs together
     * @param best nanoseconds of the fastest run
     * @param operations multiplications and additions of one run where matrix products dominate, else 0
     */
    public record Line(String op, String step, long runs, long nanoseconds, long best, double operations) {
        /** Billions of operations a second in the fastest run. */
        public double gflops() {
            return operations / Math.max(1, best);
        }
    }

    private static final class Count {
        private final Step step;
        private long runs;
        private long nanoseconds;
        private long best = Long.MAX_VALUE;

        private Count(Step step) {
            this.step = step;
        }
    }

    private final List<Count> counts = new ArrayList<>();

    /** The steps of a program, to be counted from the index that is returned. */
    int add(List<Step> steps) {
        int first = counts.size();
        steps.forEach(step -> counts.add(new Count(step)));
        return first;
    }

    void count(int index, long nanoseconds) {
        counts.get(index).runs++;
        counts.get(index).nanoseconds += nanoseconds;
        counts.get(index).best = Math.min(counts.get(index).best, nanoseconds);
    }

    /** Forgets all times, as after warming up. */
    public void reset() {
        for (Count count : counts) {
            count.runs = 0;
            count.nanoseconds = 0;
            count.best = Long.MAX_VALUE;
        }
    }

    /** The steps that ran, slowest first. */
    public List<Line> lines() {
        return counts.stream()
                .filter(count -> count.runs > 0)
                .map(count -> new Line(
                        count.step.op().label(),
                        count.step.describe(),
                        count.runs,
                        count.nanoseconds,
                        count.best,
                        operations(count.step)))
                .sorted(Comparator.comparingLong(Line::nanoseconds).reversed())
                .toList();
    }

    // Ops made of matrix products; a TMoE layer counts its pretrained product, forward once and backward twice.
    private static double operations(Step step) {
        Shape left = step.in().getFirst().shape();
        if (step.op() instanceof MatMul) {
            return 2.0 * left.count() * step.in().get(1).shape().size(-1);
        }
        if (step.op() instanceof Linear || step.op() instanceof Tmoe) {
            return 2.0 * left.count() * step.in().get(1).shape().size(0);
        }
        if (step.op() instanceof TmoeBackward) {
            return 4.0 * left.count() * step.in().get(1).shape().size(0);
        }
        if (step.op() instanceof Attention) {
            return 4.0 * left.count() * step.in().get(1).shape().size(1);
        }
        return step.op() instanceof AttentionBackward
                ? 8.0 * left.count() * step.in().get(1).shape().size(1)
                : 0;
    }

    /** A table: time by op, then the slowest steps. */
    public String table(int steps) {
        List<Line> lines = lines();
        long total = Math.max(1, lines.stream().mapToLong(Line::nanoseconds).sum());
        Map<String, Long> byOp = new TreeMap<>();
        lines.forEach(line -> byOp.merge(line.op(), line.nanoseconds(), Long::sum));
        StringBuilder text = new StringBuilder();
        byOp.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(op -> text.append(row(op.getValue(), total, "", op.getKey())));
        for (Line line : lines.subList(0, Math.min(steps, lines.size()))) {
            String rate = line.operations() > 0 ? String.format(Locale.ROOT, "%.0f GFLOP/s", line.gflops()) : "";
            text.append(row(line.nanoseconds(), total, rate, line.step()));
        }
        return text.toString();
    }

    private static String row(long nanoseconds, long total, String rate, String what) {
        return String.format(
                Locale.ROOT,
                "%10.3f ms %5.1f %% %12s  %s%n",
                nanoseconds / 1e6,
                100.0 * nanoseconds / total,
                rate,
                what);
    }
}
