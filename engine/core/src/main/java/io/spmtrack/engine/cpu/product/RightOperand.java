package io.spmtrack.engine.cpu.product;

/** The right operand of a product: read from where it lies and packed in every run, or packed once ahead. */
public sealed interface RightOperand permits Matrix, Pieces, PackedB {}
