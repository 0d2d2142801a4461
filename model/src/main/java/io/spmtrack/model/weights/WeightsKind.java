package io.spmtrack.model.weights;

import io.spmtrack.engine.file.TensorFile;

/** What a file of weights is by the names of its tensors and its metadata. */
public enum WeightsKind {
    /** All of a tracker, with its settings. */
    TRACKER,
    /** What was trained of a tracker, as the official code saves it. */
    CHECKPOINT,
    /** A pretrained backbone, or anything else. */
    BACKBONE;

    /** The kind of an opened file. */
    public static WeightsKind of(TensorFile file) {
        if (ModelFile.describes(file)) {
            return TRACKER;
        }
        return Checkpoint.is(new Contents(file)) ? CHECKPOINT : BACKBONE;
    }
}
