/** Baseline trackers, which do not learn. */
package io.spmtrack.eval.baseline;
