/** Generated pairs: the scenes of {@code synthetic} before a second camera that sees warmth, distance or change. */
package io.spmtrack.eval.synthetic.pair;
