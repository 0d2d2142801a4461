/** Sampling, losses, schedule, the trainer and its checkpoints. */
package io.spmtrack.train;
