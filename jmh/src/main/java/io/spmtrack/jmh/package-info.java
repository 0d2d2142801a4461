/** Benchmarks on the model's real shapes. */
package io.spmtrack.jmh;
