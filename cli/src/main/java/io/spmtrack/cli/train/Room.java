package io.spmtrack.cli.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.ModelCost;
import io.spmtrack.train.JobMemory;
import io.spmtrack.train.RunSettings;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Memory for a training.
 *
 * @param bytes what a rank may take
 * @param ranks how many train together
 */
record Room(long bytes, int ranks) {
    private static final double MEBI = 1 << 20;
    /** Each element that a step keeps took more multiply-accumulates than so many, also in the smallest models. */
    private static final long MACS_AN_ELEMENT = 8;

    /** This machine's memory, divided among the ranks on it. */
    static Room here(int local, int ranks) {
        long total =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : Long.MAX_VALUE;
        return new Room(total / local, ranks);
    }

    /**
     * Refuses a training that cannot fit.
     *
     * @throws InputException with settings of the same batch that would
     */
    void require(RunSettings run, Backend backend) {
        if (atMost(run) <= bytes) {
            return; // without compiling anything
        }
        long needed = JobMemory.of(run, backend, ranks).trainingTotal();
        if (needed > bytes) {
            throw new InputException(
                    String.format(
                            Locale.ROOT,
                            "train.batch=%d train.micro=%d: training needs %,.0f MiB and the images beside it, and there are %,.0f MiB"
                                    + " for it; %s",
                            run.train().batch(),
                            run.train().micro(),
                            needed / MEBI,
                            bytes / MEBI,
                            fitting(run, backend)
                                    .map(settings -> "it fits with  " + settings)
                                    .orElse(
                                            "no train.micro makes it fit: choose a smaller preset or model, or another machine")));
        }
    }

    private static long atMost(RunSettings run) {
        ModelCost cost = ModelCost.of(run.model());
        double kept = (double) cost.stepMacs() / MACS_AN_ELEMENT * run.train().microBatch();
        double weights = 5.0 * cost.parameters(); // with moments, gradients and sums
        return (long) (DType.BYTES * (kept + weights));
    }

    /** What changes the least comes first: the same micro-batches with parts computed again, then smaller ones. */
    private Optional<String> fitting(RunSettings run, Backend backend) {
        int micro = run.train().microBatch();
        return IntStream.iterate(micro, size -> size >= 1, size -> size - 1)
                .filter(size -> size == micro || micro % size == 0)
                .boxed()
                .flatMap(size -> Stream.of("none", "block").map(recompute -> rows(size, recompute)))
                .filter(rows -> JobMemory.of(run.with(rows), backend, ranks).trainingTotal() <= bytes)
                .map(rows -> String.join(" ", rows))
                .findFirst();
    }

    private static String[] rows(int micro, String recompute) {
        return new String[] {"train.micro=" + micro, "train.recompute=" + recompute};
    }
}
