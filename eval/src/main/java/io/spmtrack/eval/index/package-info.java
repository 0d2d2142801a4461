/**
 * Indexes of large data sets: names, frames, sizes and boxes of all sequences in one file, mapped into memory, so that a set of
 * 40,000 sequences is opened in a fraction of a second. An index belongs to one state of the set's files and is built anew when
 * they change.
 */
package io.spmtrack.eval.index;
