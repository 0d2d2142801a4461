/** What is known of each data set: its names, its layout, the rule that scores it, what sets it apart. */
package io.spmtrack.eval.benchmark;
