package io.spmtrack.model.track;

/**
 * What the network says about a frame.
 *
 * @param scores logits {@code [cells]}
 * @param boxes corners {@code [cells, 4]} relative to the search crop
 * @param state the state token {@code [D]} for the next frame, empty in a model without
 * @param nanoseconds the network took
 */
record Answer(float[] scores, float[] boxes, float[] state, long nanoseconds) {}
