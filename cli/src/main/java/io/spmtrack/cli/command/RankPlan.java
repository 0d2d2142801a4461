package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.train.JobMemory;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What training by several ranks is predicted to take.
 *
 * @param ranks each on a machine of its own
 * @param micro samples that a rank computes at a time
 * @param memory native bytes of a rank
 * @param sent bytes that a rank sends in a step, and receives
 * @param computing seconds of a step
 * @param communicating seconds of a step
 * @param hours of the whole run
 */
record RankPlan(int ranks, int micro, long memory, long sent, double computing, double communicating, double hours) {
    private static final int WARM_UP = 3;
    private static final int MEASURED = 3;
    private static final int MOST_RANKS = 1 << 16;
    private static final double NANOSECONDS = 1e9;
    private static final double BYTES_A_GBIT = 1e9 / 8;
    private static final double MEBI = 1 << 20;

    /**
     * Predicts from the speed of this machine, which is measured with one block of the model.
     *
     * @param network Gbit/s
     * @param gflops speed of a machine; 0 to measure this one
     * @throws InputException if the batch cannot be dealt to so many ranks
     */
    static List<RankPlan> of(RunSettings run, List<Integer> ranks, double network, double gflops, Backend backend) {
        if (!(network > 0) || !(gflops >= 0) || ranks.stream().anyMatch(each -> each < 1 || each > MOST_RANKS)) {
            throw new InputException(
                    "--ranks, --network and --gflops take numbers above 0, and at most " + MOST_RANKS + " ranks");
        }
        List<RunSettings> dealt = ranks.stream().map(each -> dealt(run, each)).toList();
        List<Long> memory = new ArrayList<>();
        for (int i = 0; i < dealt.size(); i++) {
            memory.add(JobMemory.of(dealt.get(i), backend, ranks.get(i)).trainingTotal());
        }
        double speed = gflops > 0 ? gflops * 1e9 / 2 : macsASecond(run, backend);
        List<RankPlan> plans = new ArrayList<>();
        for (int i = 0; i < dealt.size(); i++) {
            plans.add(of(dealt.get(i), ranks.get(i), memory.get(i), speed, network));
        }
        return plans;
    }

    /** As train deals a batch: without a size of micro-batches each rank computes its share at once. */
    private static RunSettings dealt(RunSettings run, int ranks) {
        int batch = run.train().batch();
        return run.train().micro() == 0 && ranks > 1 && batch % ranks == 0
                ? run.with("train.micro=" + batch / ranks)
                : run;
    }

    private static RankPlan of(RunSettings run, int ranks, long memory, double speed, double network) {
        ModelCost cost = ModelCost.of(run.model());
        double computing = (double) cost.stepMacs() * run.train().batch() / ranks / speed;
        // Each rank gives away all parts of its gradient but one, and then the sum of that one to all.
        long sent = 2L * (ranks - 1) * (Float.BYTES * cost.trainable() / ranks);
        double communicating = sent / (network * BYTES_A_GBIT);
        double hours = run.train().steps() * (computing + communicating) / 3600;
        return new RankPlan(ranks, run.train().microBatch(), memory, sent, computing, communicating, hours);
    }

    /** Of a training step of one block on one sample; the median of a few. */
    private static double macsASecond(RunSettings run, Backend backend) {
        ModelSettings model = run.model();
        RunSettings block = run.with(
                model.resized(1, model.input().templateSize(), model.input().searchSize()), 1);
        double[] seconds = new double[MEASURED];
        try (OneBatch step = new OneBatch(block, backend)) {
            for (int i = 0; i < WARM_UP; i++) {
                step.run();
            }
            for (int i = 0; i < MEASURED; i++) {
                long start = System.nanoTime();
                step.run();
                seconds[i] = (System.nanoTime() - start) / NANOSECONDS;
            }
        }
        Arrays.sort(seconds);
        return ModelCost.of(block.model()).stepMacs() / seconds[MEASURED / 2];
    }

    static TextTable table(String name, List<RankPlan> plans) {
        TextTable table = new TextTable(
                0, name + ": ranks", "at a time", "MiB a rank", "MiB sent a step", "s computing", "s sending", "hours");
        for (RankPlan plan : plans) {
            table.add(
                    Integer.toString(plan.ranks()),
                    Integer.toString(plan.micro()),
                    text("%.0f", plan.memory() / MEBI),
                    text("%.0f", plan.sent() / MEBI),
                    text("%.2f", plan.computing()),
                    text("%.2f", plan.communicating()),
                    text("%,.0f", plan.hours()));
        }
        return table;
    }

    /** What the numbers rest on. */
    static String reservation(double gflops, String backend, int threads, double network) {
        String speed = gflops > 0
                ? text("%.0f", gflops) + " GFLOP/s"
                : "one block's training step on this machine (backend " + backend + ", " + threads + " threads)";
        return "A prediction, not a measurement: from " + speed
                + ", without waiting for data; each rank alone on a machine, " + text("%.0f", network)
                + " Gbit/s between them.";
    }

    static String json(String name, List<RankPlan> plans) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("preset", name);
        ArrayNode rows = root.putArray("prediction");
        for (RankPlan plan : plans) {
            rows.addObject()
                    .put("ranks", plan.ranks())
                    .put("micro_batch", plan.micro())
                    .put("memory", plan.memory())
                    .put("bytes_sent_a_step", plan.sent())
                    .put("seconds_computing", plan.computing())
                    .put("seconds_sending", plan.communicating())
                    .put("hours", plan.hours());
        }
        return root.toPrettyString() + "\n";
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
