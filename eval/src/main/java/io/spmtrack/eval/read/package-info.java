/**
 * Readers of tracking data sets behind the data SPEC of the command line, {@code kind:path?option=value&…}
 * ({@link io.spmtrack.eval.read.DataSpec}); layouts after {@code docs/spec/data.md §2} and
 * {@code docs/spec/dataset-tables.md}.
 *
 * <p>{@link io.spmtrack.eval.read.Datasets#open} reads for tracking and training: images must be there and as many as
 * boxes, coordinates count from 0, the first box must have a positive size, and later rows may only be what the data
 * set itself contains ({@link io.spmtrack.eval.read.RowRule}). {@link io.spmtrack.eval.read.Datasets#annotations} reads
 * for scoring: boxes alone will do, in folders or zips, exactly as they stand in the files.
 *
 * <p>Rotated boxes of four corners become the smallest upright rectangle around them. Nothing is clipped or removed
 * here; {@link io.spmtrack.eval.Sequence#cleaned} does that for training.
 */
package io.spmtrack.eval.read;
