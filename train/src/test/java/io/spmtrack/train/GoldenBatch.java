package io.spmtrack.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.GoldenModel;

/** The training sample of a golden case: crops from the generator, masks and labels as stored. */
final class GoldenBatch {
    private GoldenBatch() {}

    /** Fills the inputs of a step's program. */
    static void fill(TrainStep step, TrainStep.Program program, JsonNode golden, TensorFile stored) {
        for (int i = 0; i < 3; i++) {
            GoldenModel.fill(step.input(program, "reference" + i), GoldenModel.input(golden, "z_" + i));
            GoldenModel.fill(
                    step.input(program, "mask" + i), GoldenModel.floats(stored.longs("input.z_" + i + "_feat_mask")));
        }
        for (int frame = 0; frame < TrainStep.SEARCH_FRAMES; frame++) {
            GoldenModel.fill(step.input(program, "search" + frame), GoldenModel.input(golden, "x_" + frame));
            GoldenModel.fill(step.input(program, "box" + frame), stored.floats("target.boxes_" + frame));
            GoldenModel.fill(
                    step.input(program, "positives" + frame), stored.floats("target.num_positive_samples_" + frame));
            GoldenModel.fill(step.input(program, "positive" + frame), positive(frame, golden, stored));
        }
    }

    private static float[] positive(int frame, JsonNode golden, TensorFile stored) {
        int elements = Math.toIntExact(stored.entries().get("frame0.score_map").elements());
        int cells = elements / golden.get("config").get("batch").asInt();
        long[] samples = stored.longs("target.positive_sample_batch_dim_indices_" + frame);
        long[] places = stored.longs("target.positive_sample_map_dim_indices_" + frame);
        float[] positive = new float[elements];
        for (int i = 0; i < samples.length; i++) {
            positive[Math.toIntExact(samples[i] * cells + places[i])] = 1;
        }
        return positive;
    }
}
