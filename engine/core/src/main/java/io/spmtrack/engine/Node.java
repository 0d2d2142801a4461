package io.spmtrack.engine;

import io.spmtrack.engine.op.Op;
import java.util.List;

/** One recorded op: its inputs, the types of its outputs and the model line that recorded it. */
public record Node(Op op, List<Tensor> in, List<TensorType> out, StackTraceElement site) {}
