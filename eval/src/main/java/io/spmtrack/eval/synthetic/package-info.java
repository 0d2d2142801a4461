/** Synthetic sequences with exactly known boxes, drawn on the fly: data that needs no download. */
package io.spmtrack.eval.synthetic;
