package io.spmtrack.train;

import io.spmtrack.engine.Philox;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.train.data.Sample;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Copies samples into the inputs of a program. */
final class BatchInputs {
    private static final long DROP_PATH_STREAM = 0x64726f70L;

    private BatchInputs() {}

    /** Fills a whole batch, one sample after the other. */
    static void fill(TrainStep step, TrainStep.Program program, List<Sample> samples) {
        float[] positives = new float[TrainStep.SEARCH_FRAMES];
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            for (int r = 0; r < sample.references().length; r++) {
                copy(sample.references()[r], step.input(program, "reference" + r), i);
                mask(sample.masks()[r], step.input(program, "mask" + r), i);
            }
            for (int frame = 0; frame < TrainStep.SEARCH_FRAMES; frame++) {
                copy(sample.searches()[frame], step.input(program, "search" + frame), i);
                copy(sample.boxes()[frame], step.input(program, "box" + frame), i);
                copy(sample.positives()[frame], step.input(program, "positive" + frame), i);
                positives[frame] += sample.positiveCounts()[frame];
            }
        }
        for (int frame = 0; frame < TrainStep.SEARCH_FRAMES; frame++) {
            step.input(program, "positives" + frame).set(ValueLayout.JAVA_FLOAT, 0, Math.max(positives[frame], 1));
        }
    }

    private static void copy(float[] values, MemorySegment input, int sample) {
        MemorySegment.copy(
                values, 0, input, ValueLayout.JAVA_FLOAT, (long) sample * values.length * Float.BYTES, values.length);
    }

    private static void mask(int[] values, MemorySegment input, int sample) {
        for (int i = 0; i < values.length; i++) {
            input.setAtIndex(ValueLayout.JAVA_FLOAT, (long) sample * values.length + i, values[i]);
        }
    }

    /** Draws which samples keep each branch, where the drop path works on subsets (docs/spec/model.md §4). */
    static void dropPaths(TrainStep step, ModelSettings settings, int batch, long seed, long number) {
        int kept = DropPath.subset(settings.dropPath(), batch);
        for (int branch = 0; kept > 0 && branch < step.branches(); branch++) {
            Philox.Stream random = new Philox.Stream(seed, DROP_PATH_STREAM << 32 ^ number * step.branches() + branch);
            int[] order = new int[batch];
            for (int i = 0; i < batch; i++) {
                int other = random.below(i + 1);
                order[i] = order[other];
                order[other] = i;
            }
            MemorySegment input = step.input(TrainStep.Program.UPDATE, "drop_path." + branch);
            for (int i = 0; i < kept; i++) {
                input.setAtIndex(ValueLayout.JAVA_INT, i, order[i]);
            }
        }
    }
}
