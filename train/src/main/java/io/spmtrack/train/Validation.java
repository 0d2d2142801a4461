package io.spmtrack.train;

import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.world.World;
import java.util.ArrayList;
import java.util.List;

/** The losses on samples that are the same every time. */
final class Validation {
    private final SampleMaker samples;
    private final int batch;
    private final int batches;

    /** Micro-batches of the size that is trained with. */
    Validation(SampleMaker samples, TrainSettings settings) {
        this.samples = samples;
        this.batch = settings.microBatch();
        this.batches = settings.validationBatches() * settings.microBatches();
    }

    /** Whether there are samples to validate on. */
    boolean isWanted() {
        return batches > 0;
    }

    /** Means over the samples; each rank computes a part, and all get the same. */
    TrainingSession.Report run(TrainingSession session, World world) {
        int each = Math.ceilDiv(batches, world.size());
        List<TrainingSession.Report> own = new ArrayList<>();
        for (int i = world.rank() * each; i < (world.rank() + 1) * each; i++) {
            own.add(i < batches ? validate(session, i) : TrainingSession.Report.NOTHING);
        }
        return mean(ReportExchange.gather(world, own).subList(0, batches));
    }

    private TrainingSession.Report validate(TrainingSession session, int number) {
        BatchInputs.fill(session.validationBatch(), samples(number));
        return session.validate(Long.MAX_VALUE);
    }

    private TrainingSession.Report mean(List<TrainingSession.Report> reports) {
        double loss = 0;
        double[] classification = new double[TrainingProgram.SEARCH_FRAMES];
        double[] box = new double[TrainingProgram.SEARCH_FRAMES];
        for (TrainingSession.Report report : reports) {
            loss += report.loss() / batches;
            for (int frame = 0; frame < TrainingProgram.SEARCH_FRAMES; frame++) {
                classification[frame] += report.classification()[frame] / batches;
                box[frame] += report.box()[frame] / batches;
            }
        }
        return new TrainingSession.Report(loss, classification, box, 0);
    }

    private List<Sample> samples(int number) {
        List<Sample> chosen = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            chosen.add(samples.make(0, number * batch + i));
        }
        return chosen;
    }
}
