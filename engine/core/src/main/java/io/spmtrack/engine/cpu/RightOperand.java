package io.spmtrack.engine.cpu;

/** The right operand of a product: read from where it lies and packed in every run, or packed once ahead. */
sealed interface RightOperand permits Matrix, Pieces, PackedB {}
