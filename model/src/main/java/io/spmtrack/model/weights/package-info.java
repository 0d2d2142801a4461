/**
 * Weights from files: the tracker's own, and the official checkpoint with its DINOv2 backbone (docs/spec/model.md §2,
 * §10).
 */
package io.spmtrack.model.weights;
