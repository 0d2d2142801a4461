package io.spmtrack.bench;

/** The ops whose time makes up frames and steps, in the forms and sizes they have there. */
public enum OpKind {
    /** A projection of attention, its weights fixed. */
    GEMM,
    /** The first layer of the feed-forward network. */
    GEMM_UP,
    /** The second layer of the feed-forward network. */
    GEMM_DOWN,
    /** Gradient of the input of {@link #GEMM}. */
    INPUT_GRADIENT,
    INPUT_GRADIENT_UP,
    INPUT_GRADIENT_DOWN,
    /** Gradient of the weights of {@link #GEMM}. */
    WEIGHT_GRADIENT,
    WEIGHT_GRADIENT_UP,
    WEIGHT_GRADIENT_DOWN,
    TMOE,
    TMOE_UP,
    TMOE_DOWN,
    TMOE_BACKWARD,
    TMOE_BACKWARD_UP,
    TMOE_BACKWARD_DOWN,
    ATTENTION,
    ATTENTION_BACKWARD,
    LAYER_NORM,
    LAYER_NORM_BACKWARD,
    /** GELU, or SiLU where the network is gated. */
    ACTIVATION,
    SOFTMAX,
    /** A whole block, as tracking runs it. */
    BLOCK;

    /** How a layer between widths {@code in} and {@code out} is timed. */
    private interface Layer {
        BenchOp of(Shapes shapes, int in, int out);
    }

    /** This op in a model. */
    public BenchOp of(Shapes shapes) {
        return switch (this) {
            case GEMM -> square(shapes, LayerOps::gemm);
            case GEMM_UP -> up(shapes, LayerOps::gemm);
            case GEMM_DOWN -> down(shapes, LayerOps::gemm);
            case INPUT_GRADIENT -> square(shapes, LayerOps::inputGradient);
            case INPUT_GRADIENT_UP -> up(shapes, LayerOps::inputGradient);
            case INPUT_GRADIENT_DOWN -> down(shapes, LayerOps::inputGradient);
            case WEIGHT_GRADIENT -> square(shapes, LayerOps::weightGradient);
            case WEIGHT_GRADIENT_UP -> up(shapes, LayerOps::weightGradient);
            case WEIGHT_GRADIENT_DOWN -> down(shapes, LayerOps::weightGradient);
            case TMOE -> square(shapes, LayerOps::tmoe);
            case TMOE_UP -> up(shapes, LayerOps::tmoe);
            case TMOE_DOWN -> down(shapes, LayerOps::tmoe);
            case TMOE_BACKWARD -> square(shapes, LayerOps::tmoeBackward);
            case TMOE_BACKWARD_UP -> up(shapes, LayerOps::tmoeBackward);
            case TMOE_BACKWARD_DOWN -> down(shapes, LayerOps::tmoeBackward);
            case ATTENTION -> TokenOps.attention(shapes);
            case ATTENTION_BACKWARD -> TokenOps.attentionBackward(shapes);
            case LAYER_NORM -> TokenOps.layerNorm(shapes);
            case LAYER_NORM_BACKWARD -> TokenOps.layerNormBackward(shapes);
            case ACTIVATION -> TokenOps.activation(shapes);
            case SOFTMAX -> TokenOps.softmax(shapes);
            case BLOCK -> TokenOps.block(shapes);
        };
    }

    private static BenchOp square(Shapes shapes, Layer layer) {
        return layer.of(shapes, shapes.width(), shapes.width());
    }

    private static BenchOp up(Shapes shapes, Layer layer) {
        return layer.of(shapes, shapes.width(), shapes.hiddenIn());
    }

    private static BenchOp down(Shapes shapes, Layer layer) {
        return layer.of(shapes, shapes.hidden(), shapes.width());
    }
}
