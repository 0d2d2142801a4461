/** Tensors, ops, differentiation, the compiler and the backends. Knows nothing of tracking. */
package io.spmtrack.engine;
