package io.spmtrack.engine.nn;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.Activation;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A mixture of whole feed-forward networks, {@code FFN_0(x) + Σ_e w_e · FFN_e(x)} with {@code p = softmax(R x)} and w the p of all
 * experts or of the largest (docs/spec/variants.md §4). Where not all are chosen, an expert is computed for its own tokens only. Where
 * all are chosen and frozen, they are copies of one network, whose layers are computed once.
 *
 * @param sharedExperts the network every token goes through, if there is one
 * @param experts those that the router weighs
 * @param gate the router's matrix {@code [E, D]}
 */
public record Experts(Optional<Network> sharedExperts, List<Network> experts, Router gate, Settings settings)
        implements Module {
    /** A feed-forward network of two layers. */
    public sealed interface Network extends Module {
        /** {@code fc2(GELU(fc1(x)))}. */
        record Mlp(Projection fc1, Projection fc2) implements Network {
            @Override
            public Projection first() {
                return fc1;
            }

            @Override
            public Projection second() {
                return fc2;
            }

            @Override
            public Tensor hidden(Tensor said) {
                return Activation.GELU.of(said);
            }

            @Override
            public Tensor apply(Tensor x) {
                return fc2.apply(
                        fc1 instanceof Linear linear ? linear.apply(x, Activation.GELU) : hidden(fc1.apply(x)));
            }
        }

        /** {@code w3(silu(a) ⊙ b)} for the halves a and b of {@code w12(x)}. */
        record SwiGlu(Projection w12, Projection w3) implements Network {
            @Override
            public Projection first() {
                return w12;
            }

            @Override
            public Projection second() {
                return w3;
            }

            @Override
            public Tensor hidden(Tensor said) {
                int half = said.shape().size(-1) / 2;
                return Activation.SILU.of(said.slice(-1, 0, half)).mul(said.slice(-1, half, half));
            }

            @Override
            public Tensor apply(Tensor x) {
                return w3.apply(hidden(w12.apply(x)));
            }
        }

        /** The layer that sees the tokens. */
        Projection first();

        /** The layer that sees what is hidden. */
        Projection second();

        /** What the second layer sees of what the first one said. */
        Tensor hidden(Tensor said);

        /** {@code [.., D] → [.., D]}. */
        Tensor apply(Tensor x);
    }

    /** The router. */
    public record Router(Param weight) implements Module {}

    /**
     * How experts are weighed.
     *
     * @param chosen experts of a token
     * @param renorm whether the weights of the chosen ones add up to 1
     * @param balance factor on the loss that keeps their load even; 0 for none
     */
    public record Settings(int chosen, boolean renorm, double balance) {}

    /** The rows of all experts: of which tokens they are, and where those of each expert end. */
    private record Rows(Tensor token, Tensor entry, Tensor ends) {}

    /**
     * Mixes what the experts say, {@code [.., D] → [.., D]}.
     *
     * @param losses takes a scalar to be added to the loss
     */
    public Tensor apply(Tensor x, Optional<Consumer<Tensor>> losses) {
        Shape shape = x.shape();
        int tokens = Math.toIntExact(shape.count() / shape.size(-1));
        Tensor flat = x.reshape(tokens, shape.size(-1)); // [T, D]
        Tensor weights = flat.linear(x.tape().param(gate.weight())).softmax(); // [T, E]
        boolean all = settings.chosen() == experts.size();
        Optional<Rows> rows = all ? Optional.empty() : Optional.of(rows(weights));
        if (settings.balance() > 0) {
            losses.ifPresent(to -> to.accept(balance(weights, rows)));
        }
        if (all && frozen()) {
            return copies(flat, weights).reshape(shape);
        }
        Tensor mixed = rows.map(own -> sparse(flat, weights, own)).orElseGet(() -> dense(flat, weights));
        Tensor sum = sharedExperts.map(shared -> shared.apply(flat).add(mixed)).orElse(mixed);
        return sum.reshape(shape);
    }

    private boolean frozen() {
        return experts.stream().allMatch(expert -> frozen(expert.first()) && frozen(expert.second()));
    }

    private static boolean frozen(Projection layer) {
        return layer instanceof LoraLinear lora && lora.linear().weight().role() == Role.FROZEN;
    }

    /**
     * Copies of one frozen network, {@code W2 (h_0 + Σ w_e h_e)} and the updates of each (docs/spec/variants.md §4): the second
     * layer is linear and the weights add up to 1.
     */
    private Tensor copies(Tensor x, Tensor weights) {
        List<Network> networks =
                Stream.concat(sharedExperts.stream(), experts.stream()).toList();
        int shared = networks.size() - experts.size();
        Linear second = ((LoraLinear) networks.getFirst().second()).linear();
        Tensor said = ((LoraLinear) networks.getFirst().first()).linear().apply(x); // [T, hidden]
        Tensor hidden = Tensor.none();
        Tensor updates =
                shared == 0 ? Tensor.none() : x.tape().param(second.bias()); // of the shared one and of the others
        for (int i = 0; i < networks.size(); i++) {
            Network network = networks.get(i);
            Tensor own = network.hidden(
                    said.add(((LoraLinear) network.first()).lora().apply(x)));
            Tensor part = i < shared ? own : own.mul(weights.slice(1, i - shared, 1));
            hidden = hidden.plus(part);
            updates = ((LoraLinear) network.second()).lora().apply(part).plus(updates);
        }
        return second.apply(hidden).add(updates);
    }

    private Rows rows(Tensor weights) {
        Tensor[] route = weights.route(settings.chosen());
        return new Rows(route[0], route[1], route[2]);
    }

    private Tensor dense(Tensor x, Tensor weights) {
        Tensor sum = Tensor.none();
        for (int expert = 0; expert < experts.size(); expert++) {
            sum = sum.plus(experts.get(expert).apply(x).mul(weights.slice(1, expert, 1)));
        }
        return sum;
    }

    private Tensor sparse(Tensor x, Tensor weights, Rows rows) {
        int tokens = x.shape().size(0);
        Tensor own = x.gather(rows.token()); // [T·chosen, D]
        List<Projection> first = experts.stream().map(Network::first).toList();
        Tensor hidden = switch (experts.getFirst()) {
            case Network.Mlp mlp -> grouped(own, rows.ends(), first, Activation.GELU);
            case Network.SwiGlu gated -> gated.hidden(grouped(own, rows.ends(), first, Activation.NONE));
        };
        Tensor out = grouped(
                hidden, rows.ends(), experts.stream().map(Network::second).toList(), Activation.NONE);
        Tensor factors =
                weights.reshape(Math.toIntExact(weights.shape().count()), 1).gather(rows.entry()); // [T·chosen, 1]
        if (settings.renorm()) {
            factors = factors.div(factors.scatterAdd(rows.token(), tokens).gather(rows.token()));
        }
        return out.mul(factors).scatterAdd(rows.token(), tokens);
    }

    private static Tensor grouped(Tensor x, Tensor ends, List<Projection> layers, Activation activation) {
        if (!(layers.getFirst() instanceof LoraLinear first)) {
            return plain(x, ends, layers, activation);
        }
        List<LoraLinear.Update> updates =
                layers.stream().map(layer -> ((LoraLinear) layer).lora()).toList();
        List<Projection> frozen = layers.stream()
                .map(layer -> (Projection) ((LoraLinear) layer).linear())
                .toList();
        Tensor low = unbiased(
                        x, ends, updates.stream().map(LoraLinear.Update::down).toList())
                .mul(first.lora().settings().scale());
        Tensor update =
                unbiased(low, ends, updates.stream().map(LoraLinear.Update::up).toList());
        return activation.of(plain(x, ends, frozen, Activation.NONE).add(update));
    }

    private static Tensor plain(Tensor x, Tensor ends, List<Projection> layers, Activation activation) {
        List<Param> biases =
                layers.stream().flatMap(layer -> bias(layer).stream()).toList();
        return x.groupedLinear(
                ends,
                layers.stream().map(layer -> x.tape().param(weight(layer))).toList(),
                biases.stream().map(x.tape()::param).toList(),
                activation);
    }

    private static Tensor unbiased(Tensor x, Tensor ends, List<Param> weights) {
        return x.groupedLinear(ends, weights.stream().map(x.tape()::param).toList(), List.of(), Activation.NONE);
    }

    /** {@code (E / chosen) · Σ_e f_e · P_e}: the share of the tokens that chose an expert, without gradient, and its mean weight. */
    private Tensor balance(Tensor weights, Optional<Rows> rows) {
        Shape shape = weights.shape();
        Tensor one = weights.tape().constant(1);
        Tensor chosen = rows.map(own -> one.expand(own.entry().shape())
                        .scatterAdd(own.entry(), Math.toIntExact(shape.count()))
                        .reshape(shape))
                .orElseGet(() -> one.expand(shape));
        double factor = settings.balance() * experts.size() / settings.chosen();
        return chosen.mean(0).mul(weights.mean(0)).sumAll().mul(factor);
    }

    /**
     * Gives the experts the values of the shared one, or of the first expert where none is shared.
     *
     * @param first whether of the first layer
     * @param second whether of the second
     */
    public void copy(boolean first, boolean second) {
        Network source = sharedExperts.orElseGet(experts::getFirst);
        for (Network expert : experts) {
            if (first) {
                copy(source.first(), expert.first());
            }
            if (second) {
                copy(source.second(), expert.second());
            }
        }
    }

    private static void copy(Projection from, Projection to) {
        weight(to).segment().copyFrom(weight(from).segment());
        bias(to).ifPresent(own -> bias(from).ifPresent(other -> own.segment().copyFrom(other.segment())));
    }

    private static Param weight(Projection layer) {
        return switch (layer) {
            case Linear linear -> linear.weight();
            case Unbiased linear -> linear.weight();
            case LoraLinear lora -> lora.linear().weight();
            case TmoeLinear tmoe -> tmoe.linear().weight();
        };
    }

    private static Optional<Param> bias(Projection layer) {
        return switch (layer) {
            case Linear linear -> Optional.of(linear.bias());
            case Unbiased linear -> Optional.empty();
            case LoraLinear lora -> Optional.of(lora.linear().bias());
            case TmoeLinear tmoe -> Optional.of(tmoe.linear().bias());
        };
    }
}
