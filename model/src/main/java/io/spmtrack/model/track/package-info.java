/** Trackers: what a benchmark or an application drives frame by frame. */
package io.spmtrack.model.track;
