package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Elementwise;
import io.spmtrack.engine.tornado.kernels.Functions;
import io.spmtrack.engine.tornado.kernels.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Steps element by element as launches of {@link Elementwise}, copies among them. */
final class Elements {
    private final Step step;
    private final Scratch scratch;

    Elements(Step step, Scratch scratch) {
        this.step = step;
        this.scratch = scratch;
    }

    /** A function of elements of the inputs, whose code the kernel knows. */
    List<Launch> apply(Kernel kernel, int code, List<Operand> in, Operand out) {
        List<Operand> all = new ArrayList<>(in);
        all.add(out);
        Walk walk = Walk.of(all.stream().map(Operand::layout).toArray(Layout[]::new));
        if (out.shape().count() == 0) {
            return List.of();
        }
        Words words = new Words()
                .at(Elementwise.COUNT, walk.count())
                .at(Elementwise.FUNCTION, code)
                .at(Elementwise.RANK, walk.rank())
                .at(Elementwise.OPERANDS);
        all.forEach(operand -> words.add(operand.offset()));
        walk.to(words);
        List<Slab> slabs = all.stream().map(Operand::slab).toList();
        return List.of(Launch.items(step, kernel, words, walk.count(), slabs, in, out));
    }

    /** A copy, also between integers and floats. */
    List<Launch> copy(Operand from, Operand to) {
        boolean fromInteger = from.slab() == Slab.INTEGERS;
        boolean toInteger = to.slab() == Slab.INTEGERS;
        Kernel kernel = fromInteger
                ? toInteger ? Kernel.COPY_INTEGERS : Kernel.TO_FLOAT
                : toInteger ? Kernel.TO_INTEGER : Kernel.UNARY;
        return apply(kernel, Functions.IDENTITY, List.of(from), to);
    }

    /** The operand itself if it lies in the work slab, else a copy there. */
    Operand inWork(Operand x, List<Launch> launches) {
        return x.slab() == Slab.WORK ? x : copied(x, launches);
    }

    /** The operand itself if it lies row-major, else a copy that does. */
    Operand dense(Operand x, List<Launch> launches) {
        return x.layout().isContiguous() ? x : copied(x, launches);
    }

    /** An operand {@code [.., K]} as rows in the work slab. */
    Operand rows(Operand x, List<Launch> launches) {
        Operand own = inWork(x, launches);
        return (own.isRows() ? own : copied(own, launches)).flat();
    }

    private Operand copied(Operand x, List<Launch> launches) {
        Operand dense = scratch.take(x.shape());
        launches.addAll(copy(x, dense));
        return dense;
    }
}
