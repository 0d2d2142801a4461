/** What {@code spmtrack bench} and the JMH benchmarks time: the model's ops, frames and steps, each checked before. */
package io.spmtrack.bench;
