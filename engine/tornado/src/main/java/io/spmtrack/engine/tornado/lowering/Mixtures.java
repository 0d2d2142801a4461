package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TMoE steps with their operands brought to where {@link TmoeLayer} wants them. */
final class Mixtures {
    private final Step step;
    private final Scratch scratch;
    private final Products products;
    private final Elements elements;

    Mixtures(Step step, Scratch scratch, Products products) {
        this.step = step;
        this.scratch = scratch;
        this.products = products;
        this.elements = new Elements(step, scratch);
    }

    /**
     * A layer.
     *
     * @param in the inputs of {@link Tmoe}
     * @param kept where the second output goes, if it does
     * @param epilogue what follows, without the layer's bias
     */
    List<Launch> forward(Tmoe op, List<Operand> in, Optional<Operand> kept, Epilogue epilogue, Operand y) {
        List<Launch> launches = new ArrayList<>();
        Operand x = elements.rows(in.getFirst(), launches);
        List<Operand> weights = together(in, launches);
        TmoeLayer layer = new TmoeLayer(op, step, scratch, products, x, weights);
        launches.addAll(layer.forward(kept, epilogue.flat().biased(weights.get(2)), y.flat()));
        return launches;
    }

    /**
     * A layer's gradient.
     *
     * @param in the inputs of {@link TmoeBackward}
     * @param results where its outputs go, those that are wanted
     * @param epilogue what follows the gradient of the tokens
     */
    List<Launch> backward(Tmoe op, List<Operand> in, List<Optional<Operand>> results, Epilogue epilogue) {
        List<Launch> launches = new ArrayList<>();
        int inputs = in.size() - 2;
        Operand x = elements.rows(in.getFirst(), launches);
        Operand kept = elements.dense(elements.inWork(in.get(inputs), launches), launches);
        Operand gradient = elements.rows(in.get(inputs + 1), launches);
        List<Operand> weights = together(in.subList(0, inputs), launches);
        List<Optional<Operand>> flat = new ArrayList<>(results);
        flat.set(0, results.getFirst().map(Operand::flat));
        TmoeLayer layer = new TmoeLayer(op, step, scratch, products, x, weights);
        launches.addAll(layer.backward(kept, gradient, flat, epilogue.flat()));
        return launches;
    }

    /** A layer's inputs with all weights in one slab. */
    private List<Operand> together(List<Operand> in, List<Launch> launches) {
        List<Operand> all = new ArrayList<>(in);
        List<Operand> weights = all.subList(1, all.size());
        if (weights.stream().anyMatch(weight -> weight.slab() != in.get(1).slab())) {
            weights.replaceAll(weight -> elements.inWork(weight, launches));
        }
        return all;
    }
}
