/** Tensors, ops, differentiation, the compiler and the backends. Independent of tracking. */
package io.spmtrack.engine;
