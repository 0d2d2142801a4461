/** What a run keeps of steps whose loss or gradient is not finite. */
package io.spmtrack.train.guard;
