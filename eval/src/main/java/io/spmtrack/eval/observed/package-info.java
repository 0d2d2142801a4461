/** What is recorded of tracking besides boxes: how long each stage took, and how much each expert was used. */
package io.spmtrack.eval.observed;
