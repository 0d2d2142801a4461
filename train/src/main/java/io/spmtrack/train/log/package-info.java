/** What a run tells while it goes: its log, the curves for TensorBoard, and whoever watches. */
package io.spmtrack.train.log;
