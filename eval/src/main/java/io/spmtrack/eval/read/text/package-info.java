/**
 * Annotation files of unknown origin: text bounded in size, rows of boxes, flags, lists of names, folders and zips. For the
 * readers alone; other modules use {@link io.spmtrack.eval.read.Datasets} and {@link io.spmtrack.eval.read.text.BoxFile}.
 */
package io.spmtrack.eval.read.text;
