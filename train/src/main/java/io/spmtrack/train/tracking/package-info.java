/** Tracking on a few validation sequences between the steps of a training. */
package io.spmtrack.train.tracking;
