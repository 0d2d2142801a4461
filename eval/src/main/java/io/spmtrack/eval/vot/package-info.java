/** The VOT toolkit's own scores: accuracy, robustness and EAO of runs from anchors, long-term precision, recall and F. */
package io.spmtrack.eval.vot;
