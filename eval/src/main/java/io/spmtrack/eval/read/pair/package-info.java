/** Readers of benchmarks whose frames are pairs of pictures ({@code docs/guide/multimodal.md}). */
package io.spmtrack.eval.read.pair;
