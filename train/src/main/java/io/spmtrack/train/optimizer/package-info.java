/** How gradients change weights: groups, clipping, AdamW and Lion, learning rates, sums of gradients, averages of weights. */
package io.spmtrack.train.optimizer;
