/** Which weights of a run stay on disk beside the best and the last. */
package io.spmtrack.train.keep;
