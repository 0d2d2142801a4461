/**
 * The VOT toolkit's own scores from the folders it writes: accuracy, robustness and EAO of runs from anchors, long-term
 * precision, recall and F. Overlaps are counted in whole pixels as the toolkit counts them.
 */
package io.spmtrack.eval.vot;
