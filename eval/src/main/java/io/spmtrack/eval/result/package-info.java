/** Result files of trackers: writing them in the formats of the benchmarks, reading anyone's, running a tracker. */
package io.spmtrack.eval.result;
