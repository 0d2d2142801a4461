package io.spmtrack.model.pair;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.LayerNorm;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.op.Activation;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The adapter after a block, {@code v + s · (Sparse(v) + Shared(v))} (docs/adr/0021). Its output layers start at 0, so the adapted
 * network starts as the one it adapts. Tokens of both modalities go through it in one batch, and the router is not told which is
 * which.
 *
 * @param router matrix {@code [N, C]}
 */
public record Sdmoe(
        Optional<LayerNorm> norm,
        Param router,
        List<Expert> experts,
        SharedPart shared,
        SdmoeSettings settings,
        int layers)
        implements Module {
    private static final double EPSILON = 1e-6;

    /** {@code up(SiLU(gate) ⊙ down(v))}; the gate is a layer of v or of {@code down(v)}. */
    public record Expert(Linear down, Linear gate, Linear up) implements Module {}

    /** The rows of all experts: of which tokens they are, their places in the probabilities, and where those of each expert end. */
    private record Rows(Tensor token, Tensor entry, Tensor ends) {}

    /** An adapter of a network of the given width and number of blocks. */
    public static Sdmoe of(SdmoeSettings settings, int width, int layers) {
        int inner = settings.inner(width);
        return new Sdmoe(
                settings.sdmoeNorm() ? Optional.of(LayerNorm.of(width, Role.TRAINED, EPSILON)) : Optional.empty(),
                Param.trained(xavier(width, settings.sdmoeExperts()), settings.sdmoeExperts(), width),
                Stream.generate(() -> expert(settings, width, inner))
                        .limit(settings.sdmoeExperts())
                        .toList(),
                SharedPart.of(settings, width, inner),
                settings,
                layers);
    }

    private static Expert expert(SdmoeSettings settings, int width, int inner) {
        int seen = switch (settings.sdmoeGate()) {
            case INPUT -> width;
            case LATENT -> inner;
        };
        return new Expert(layer(width, inner), layer(seen, inner), Linear.of(inner, width, Role.TRAINED, Init.zeros()));
    }

    static Linear layer(int in, int out) {
        return Linear.of(in, out, Role.TRAINED, xavier(in, out));
    }

    static Init xavier(int in, int out) {
        return new Init.Uniform(Math.sqrt(6.0 / (in + out)));
    }

    /**
     * Adapts tokens, {@code [.., C] → [.., C]}.
     *
     * @param losses takes a scalar to be added to the loss
     */
    public Tensor apply(Tensor x, Optional<Consumer<Tensor>> losses) {
        Shape shape = x.shape();
        int width = shape.size(-1);
        int tokens = Math.toIntExact(shape.count() / width);
        Tensor flat = norm.map(layer -> layer.apply(x)).orElse(x).reshape(tokens, width);
        Tensor probabilities = flat.linear(x.tape().param(router)).softmax(); // [T, N]
        Tensor[] route = probabilities.route(settings.sdmoeTopk());
        Rows rows = new Rows(route[0], route[1], route[2]);
        if (settings.sdmoeBalance() > 0) {
            losses.ifPresent(
                    to -> to.accept(balance(probabilities, rows.entry()).mul(settings.sdmoeBalance() / layers)));
        }
        Tensor added = sparse(flat, probabilities, rows).add(shared.apply(flat, settings));
        Tensor scaled = settings.sdmoeScale() == 1 ? added : added.mul(settings.sdmoeScale());
        return x.add(scaled.reshape(shape));
    }

    /** Every row is multiplied by the matrices of its own expert alone. */
    private Tensor sparse(Tensor x, Tensor probabilities, Rows rows) {
        Tensor own = x.gather(rows.token()); // [T·K, C]
        Tensor down = grouped(own, rows, experts.stream().map(Expert::down).toList(), Activation.NONE);
        Tensor seen = settings.sdmoeGate() == SdmoeSettings.Gate.INPUT ? own : down;
        Tensor gate = grouped(seen, rows, experts.stream().map(Expert::gate).toList(), Activation.SILU);
        Tensor out =
                grouped(gate.mul(down), rows, experts.stream().map(Expert::up).toList(), Activation.NONE);
        return weighed(out, probabilities, rows)
                .scatterAdd(rows.token(), x.shape().size(0));
    }

    private Tensor weighed(Tensor out, Tensor probabilities, Rows rows) {
        if (!settings.sdmoeWeighed()) {
            return out;
        }
        int all = Math.toIntExact(probabilities.shape().count());
        return out.mul(probabilities.reshape(all, 1).gather(rows.entry()));
    }

    private static Tensor grouped(Tensor x, Rows rows, List<Linear> layers, Activation activation) {
        return x.groupedLinear(
                rows.ends(),
                layers.stream().map(layer -> x.tape().param(layer.weight())).toList(),
                layers.stream().map(layer -> x.tape().param(layer.bias())).toList(),
                activation);
    }

    /**
     * How uneven the load of the experts is, {@code (N / K) · Σ f · P} with f the share of tokens sent to an expert, without
     * gradient, and P its mean probability: 1 where all are used alike, N where a single expert is.
     *
     * @param probabilities {@code [T, N]}
     * @param entry places in it that were chosen {@code [T·K]}
     */
    static Tensor balance(Tensor probabilities, Tensor entry) {
        Shape shape = probabilities.shape();
        int chosen = entry.shape().size(0) / shape.size(0);
        Tensor counts = probabilities
                .tape()
                .constant(1)
                .expand(entry.shape())
                .scatterAdd(entry, Math.toIntExact(shape.count()))
                .reshape(shape);
        return counts.mean(0).mul(probabilities.mean(0)).sumAll().mul((double) shape.size(1) / chosen);
    }
}
