package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Step;
import io.spmtrack.engine.StepCost;
import io.spmtrack.engine.cpu.measure.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Where the time of sessions goes, step by step. Counting allocates nothing; read it between runs. Sessions are added by any
 * thread, each is counted by the thread that runs it.
 */
public final class CpuProfile {
    /**
     * One step of a program over all its runs.
     *
     * @param program the program's name
     * @param nanoseconds of all runs together
     * @param best nanoseconds of the fastest run
     */
    public record Line(String program, Step step, long runs, long nanoseconds, long best) {
        /** The work of one run. */
        public StepCost cost() {
            return StepCost.of(step);
        }
    }

    /** The times of one program. */
    static final class Times {
        private final String program;
        private final List<Step> steps;
        private final long[] nanoseconds;
        private final long[] best;
        private final LongSupplier clock;
        private long runs;

        private Times(String program, List<Step> steps, LongSupplier clock) {
            this.clock = clock;
            this.program = program;
            this.steps = steps;
            this.nanoseconds = new long[steps.size()];
            this.best = new long[steps.size()];
            reset();
        }

        long now() {
            return clock.getAsLong();
        }

        void count(int step, long taken) {
            nanoseconds[step] += taken;
            best[step] = Math.min(best[step], taken);
        }

        void ran() {
            runs++;
        }

        private void reset() {
            runs = 0;
            Arrays.fill(nanoseconds, 0);
            Arrays.fill(best, Long.MAX_VALUE);
        }

        private long total() {
            long sum = 0;
            for (long step : nanoseconds) {
                sum += step;
            }
            return sum;
        }

        private List<Line> lines() {
            List<Line> lines = new ArrayList<>();
            for (int i = 0; runs > 0 && i < steps.size(); i++) {
                lines.add(new Line(program, steps.get(i), runs, nanoseconds[i], best[i]));
            }
            return lines;
        }
    }

    private final List<Times> programs = new ArrayList<>();
    private final LongSupplier clock;

    /** Counts the time that passes. */
    public CpuProfile() {
        this(System::nanoTime);
    }

    /** Counts nanoseconds of a clock, such as {@link Clock#of}. */
    public CpuProfile(LongSupplier clock) {
        this.clock = clock;
    }

    /** Begins to count a program. */
    synchronized Times add(String program, List<Step> steps) {
        Times times = new Times(program, steps, clock);
        programs.add(times);
        return times;
    }

    /** Forgets all times, as after warming up. */
    public synchronized void reset() {
        programs.forEach(Times::reset);
    }

    /** Forgets the programs too; those that are still loaded are no longer counted here. */
    public synchronized void clear() {
        programs.clear();
    }

    /** Nanoseconds of all steps of all programs. */
    public synchronized long total() {
        return programs.stream().mapToLong(Times::total).sum();
    }

    /** The steps of all programs that ran to their end, slowest first. */
    public synchronized List<Line> lines() {
        return programs.stream()
                .flatMap(times -> times.lines().stream())
                .sorted(Comparator.comparingLong(Line::nanoseconds).reversed())
                .toList();
    }
}
