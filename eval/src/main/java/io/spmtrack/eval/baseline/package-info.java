/** Trackers that learn nothing, which a trained one has to beat. */
package io.spmtrack.eval.baseline;
