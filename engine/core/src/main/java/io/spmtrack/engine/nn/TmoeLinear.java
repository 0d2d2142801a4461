package io.spmtrack.engine.nn;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.Tmoe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A pretrained linear layer wrapped by TMoE (SPMTrack paper, section 3.2; docs/spec/model.md §5). */
public record TmoeLinear(Linear linear, Mixture tmoe) implements Projection {
    /** How the trainable matrices start (docs/spec/model.md §5, {@code init_method}). */
    public enum InitMethod {
        BERT,
        LORA,
        GAUSSIAN
    }

    /**
     * Settings common to all TMoE layers of a model.
     *
     * @param r rank of each expert
     * @param alpha scaling numerator: alpha / r, or alpha / √r with {@code useRsexpert}
     * @param expertNums number of routed experts E
     * @param topk experts that count for a token; 0 for all
     * @param topkRenorm whether the gates of those that count add up to 1
     */
    public record Settings(
            int r,
            double alpha,
            int expertNums,
            boolean useRsexpert,
            boolean sharedExpert,
            boolean routeCompression,
            InitMethod initMethod,
            int topk,
            boolean topkRenorm) {
        /** Settings of layers in which all experts count. */
        public Settings(
                int r,
                double alpha,
                int expertNums,
                boolean useRsexpert,
                boolean sharedExpert,
                boolean routeCompression,
                InitMethod initMethod) {
            this(r, alpha, expertNums, useRsexpert, sharedExpert, routeCompression, initMethod, 0, false);
        }

        /** Whether some experts do not count for a token. */
        boolean sparse() {
            return topk > 0 && topk < expertNums;
        }

        /** The factor s on the update. */
        public double scale() {
            return useRsexpert ? alpha / Math.sqrt(r) : alpha / r;
        }
    }

    /** The compression matrices: one for all experts, or one each. */
    public sealed interface Compression extends Module.Inline {
        /** One matrix {@code [r, in]} for all experts. */
        record Common(Param matrix) implements Compression {}

        /** A matrix {@code [r, in]} for each expert. */
        record Each(List<Param> matrices) implements Compression {}

        /** The matrices in order. */
        default List<Param> all() {
            return switch (this) {
                case Common common -> List.of(common.matrix());
                case Each each -> each.matrices();
            };
        }
    }

    /** The router's matrix {@code [E, in]}. */
    public record Router(Param weight) implements Module {}

    /** The trainable part of the layer. */
    public record Mixture(
            Compression compressExpert,
            Optional<Param> sharedExpert,
            List<Param> routedExperts,
            Router expertRoute,
            Settings settings)
            implements Module {}

    /** Wraps a layer of the given sizes; the pretrained part has role and initial values of its own. */
    public static TmoeLinear of(int in, int out, Role role, Init init, Settings settings) {
        int r = settings.r();
        Init compression = switch (settings.initMethod()) {
            case BERT -> new Init.Normal(0.02);
            case LORA -> new Init.Uniform(1 / Math.sqrt(in));
            case GAUSSIAN -> new Init.Normal(1.0 / r);
        };
        Init expert = settings.initMethod() == InitMethod.BERT ? new Init.Normal(0.02) : Init.zeros();
        Supplier<Param> compressions = () -> Param.trained(compression, r, in);
        Supplier<Param> experts = () -> Param.trained(expert, out, r);
        Mixture mixture = new Mixture(
                settings.routeCompression()
                        ? new Compression.Each(list(settings.expertNums(), compressions))
                        : new Compression.Common(compressions.get()),
                settings.sharedExpert() ? Optional.of(experts.get()) : Optional.empty(),
                list(settings.expertNums(), experts),
                new Router(Param.trained(new Init.Uniform(1 / Math.sqrt(in)), settings.expertNums(), in)),
                settings);
        return new TmoeLinear(Linear.of(in, out, role, init), mixture);
    }

    private static List<Param> list(int count, Supplier<Param> make) {
        return Stream.generate(make).limit(count).toList();
    }

    /** What the router says before its softmax, {@code [.., in] → [.., E]}. */
    public Tensor logits(Tensor x) {
        return x.linear(x.tape().param(tmoe.expertRoute().weight()));
    }

    /** The op's operands, x first. */
    public List<Tensor> operands(Tensor x) {
        Tape tape = x.tape();
        List<Tensor> in = new ArrayList<>(List.of(
                x,
                tape.param(linear.weight()),
                tape.param(linear.bias()),
                tape.param(tmoe.expertRoute().weight())));
        tmoe.compressExpert().all().forEach(matrix -> in.add(tape.param(matrix)));
        tmoe.routedExperts().forEach(matrix -> in.add(tape.param(matrix)));
        tmoe.sharedExpert().ifPresent(matrix -> in.add(tape.param(matrix)));
        return in;
    }

    /** The op of this layer. */
    public Tmoe op() {
        Settings settings = tmoe.settings();
        return new Tmoe(settings.expertNums(), settings.sharedExpert(), settings.routeCompression(), settings.scale());
    }

    @Override
    public Tensor apply(Tensor x) {
        return tmoe.settings().sparse()
                ? sparse(x)
                : x.tape().add(op(), operands(x).toArray(Tensor[]::new))[0];
    }

    /** With gates of which only the largest are not 0. */
    private Tensor sparse(Tensor x) {
        Settings settings = tmoe.settings();
        Tape tape = x.tape();
        Tensor gates =
                TopGates.of(logits(x), settings.topk(), settings.topkRenorm()).mul(settings.scale()); // [.., E]
        List<Tensor> compressed = tmoe.compressExpert().all().stream()
                .map(matrix -> x.linear(tape.param(matrix)))
                .toList(); // [.., r] each
        List<Tensor> parts = new ArrayList<>();
        List<Tensor> matrices = new ArrayList<>();
        for (int expert = 0; expert < settings.expertNums(); expert++) {
            parts.add(compressed.get(settings.routeCompression() ? expert : 0).mul(gates.slice(-1, expert, 1)));
            matrices.add(tape.param(tmoe.routedExperts().get(expert)));
        }
        tmoe.sharedExpert().ifPresent(matrix -> {
            parts.add(compressed.getFirst().mul(settings.scale()));
            matrices.add(tape.param(matrix));
        });
        Tensor gated = Tensor.concat(-1, parts.toArray(Tensor[]::new)); // [.., E·r]
        return linear.apply(x).add(gated.linear(Tensor.concat(1, matrices.toArray(Tensor[]::new))));
    }
}
