package io.spmtrack.eval.collage;

import io.spmtrack.engine.Philox;

/** The random numbers of one sequence: a function of world seed and index alone. */
final class SequenceRandom {

    private final Philox.Stream stream;

    private SequenceRandom(Philox.Stream stream) {
        this.stream = stream;
    }

    static SequenceRandom of(long seed, long index) {
        return new SequenceRandom(new Philox.Stream(seed, index));
    }

    double uniform() {
        return stream.uniform();
    }

    double uniform(double from, double to) {
        return stream.uniform(from, to);
    }

    /** Uniform on a logarithmic scale. */
    double ratio(double from, double to) {
        return from * StrictMath.exp(uniform() * StrictMath.log(to / from));
    }

    double angle() {
        return uniform(0, 2 * StrictMath.PI);
    }

    int below(int bound) {
        return stream.below(bound);
    }

    boolean chance(double probability) {
        return stream.chance(probability);
    }
}
