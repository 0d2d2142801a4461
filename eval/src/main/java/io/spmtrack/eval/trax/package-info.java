/** The TraX protocol, in which the VOT toolkit speaks with trackers: the tracker's side, and the toolkit's for a self-test. */
package io.spmtrack.eval.trax;
