package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.collage.Collage;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.eval.synthetic.pair.Pairs;

/** Sequences made on the fly, ever new ones: each is a function of its world and its index. Any number of threads. */
public sealed interface World {

    /** Name of the sequence of an index from 0. */
    String name(long index);

    /** The sequence of an index from 0. */
    Sequence sequence(long index);

    /** Drawn objects. */
    record Drawn(Synthetic world) implements World {
        @Override
        public String name(long index) {
            return world.name(index);
        }

        @Override
        public Sequence sequence(long index) {
            return world.sequence(index);
        }
    }

    /** Drawn objects before two cameras. */
    record Paired(Pairs world) implements World {
        @Override
        public String name(long index) {
            return world.name(index);
        }

        @Override
        public Sequence sequence(long index) {
            return world.sequence(index);
        }
    }

    /** Real pictures that move. */
    record Pasted(Collage world) implements World {
        @Override
        public String name(long index) {
            return world.name(index);
        }

        @Override
        public Sequence sequence(long index) {
            return world.sequence(index);
        }
    }
}
