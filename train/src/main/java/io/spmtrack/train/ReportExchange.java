package io.spmtrack.train;

import io.spmtrack.train.world.World;
import java.util.ArrayList;
import java.util.List;

/** Tells all ranks the reports of all, as the numbers they are: added in one order, they give the same sums everywhere. */
final class ReportExchange {
    private static final int NUMBERS = 1 + 2 * TrainingProgram.SEARCH_FRAMES;

    private ReportExchange() {}

    /**
     * The reports of all ranks.
     *
     * @param own as many on every rank
     * @return by rank: those of rank 0, then those of rank 1, …
     */
    static List<TrainingSession.Report> gather(World world, List<TrainingSession.Report> own) {
        if (world.size() == 1) {
            return own;
        }
        long[] sent = new long[own.size() * NUMBERS];
        for (int i = 0; i < own.size(); i++) {
            write(own.get(i), sent, i * NUMBERS);
        }
        long[] all = new long[sent.length * world.size()];
        world.gather(sent, all);
        List<TrainingSession.Report> reports = new ArrayList<>();
        for (int at = 0; at < all.length; at += NUMBERS) {
            reports.add(read(all, at));
        }
        return reports;
    }

    private static void write(TrainingSession.Report report, long[] to, int at) {
        to[at] = Double.doubleToRawLongBits(report.loss());
        for (int frame = 0; frame < TrainingProgram.SEARCH_FRAMES; frame++) {
            to[at + 1 + frame] = Double.doubleToRawLongBits(report.classification()[frame]);
            to[at + 1 + TrainingProgram.SEARCH_FRAMES + frame] = Double.doubleToRawLongBits(report.box()[frame]);
        }
    }

    private static TrainingSession.Report read(long[] from, int at) {
        double[] classification = new double[TrainingProgram.SEARCH_FRAMES];
        double[] box = new double[TrainingProgram.SEARCH_FRAMES];
        for (int frame = 0; frame < TrainingProgram.SEARCH_FRAMES; frame++) {
            classification[frame] = Double.longBitsToDouble(from[at + 1 + frame]);
            box[frame] = Double.longBitsToDouble(from[at + 1 + TrainingProgram.SEARCH_FRAMES + frame]);
        }
        return new TrainingSession.Report(Double.longBitsToDouble(from[at]), classification, box, 0);
    }
}
