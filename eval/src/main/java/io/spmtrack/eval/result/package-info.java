/** Result files of trackers: writing and reading them in the formats of the benchmarks, running a tracker. */
package io.spmtrack.eval.result;
