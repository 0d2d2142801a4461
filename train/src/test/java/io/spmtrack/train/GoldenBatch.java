package io.spmtrack.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.GoldenModel;
import java.lang.foreign.MemorySegment;

/** The training sample of a golden case: crops from the generator, masks and labels as stored. */
final class GoldenBatch {
    private GoldenBatch() {}

    /** Fills the inputs of a program. */
    static void fill(BatchInputs<MemorySegment> batch, JsonNode golden, TensorFile stored) {
        for (int i = 0; i < batch.references().size(); i++) {
            GoldenModel.fill(batch.references().get(i), GoldenModel.input(golden, "z_" + i));
            GoldenModel.fill(batch.masks().get(i), GoldenModel.floats(stored.longs("input.z_" + i + "_feat_mask")));
        }
        for (int frame = 0; frame < batch.searches().size(); frame++) {
            GoldenModel.fill(batch.searches().get(frame), GoldenModel.input(golden, "x_" + frame));
            GoldenModel.fill(batch.boxes().get(frame), stored.floats("target.boxes_" + frame));
            GoldenModel.fill(batch.counts().get(frame), stored.floats("target.num_positive_samples_" + frame));
            GoldenModel.fill(batch.positives().get(frame), positive(frame, golden, stored));
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
