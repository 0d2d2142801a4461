/** Sequences, benchmark readers, result files, metrics and reports. */
package io.spmtrack.eval;
