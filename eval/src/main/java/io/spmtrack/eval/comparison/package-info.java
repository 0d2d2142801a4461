/** Trackers side by side on the same sequences, and where results come from. */
package io.spmtrack.eval.comparison;
