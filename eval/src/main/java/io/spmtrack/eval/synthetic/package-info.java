/** Synthetic sequences with exactly known boxes, drawn on the fly: the data that is always there. */
package io.spmtrack.eval.synthetic;
