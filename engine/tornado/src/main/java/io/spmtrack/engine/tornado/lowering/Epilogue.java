package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.tornado.device.Operand;
import java.util.Optional;

/**
 * What follows a product in the same kernel: {@code residual + factor · activation(sum + bias)}, with the values before the
 * activation kept where they are wanted.
 *
 * @param bias an element for each column, or none
 * @param before where the values before the activation go, shaped like the result
 * @param factor an element for each column, in the bias's slab
 * @param residual shaped like the result, in the work slab
 */
record Epilogue(
        Optional<Operand> bias,
        Activation activation,
        Optional<Operand> before,
        Optional<Operand> factor,
        Optional<Operand> residual) {
    static final Epilogue NONE = of(Optional.empty(), Activation.NONE, Optional.empty());

    static Epilogue of(Optional<Operand> bias, Activation activation, Optional<Operand> before) {
        return new Epilogue(bias, activation, before, Optional.empty(), Optional.empty());
    }

    /** The same with a bias. */
    Epilogue biased(Operand vector) {
        return new Epilogue(Optional.of(vector), activation, before, factor, residual);
    }

    /** For a result as rows. */
    Epilogue flat() {
        return new Epilogue(bias, activation, before.map(Operand::flat), factor, residual.map(Operand::flat));
    }
}
