package io.spmtrack.model;

import io.spmtrack.engine.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Which tokens a block works on, and which they see (docs/spec/model.md §11, docs/spec/variants.md §10). */
sealed interface Scope {
    /** Every token of {@code x} sees every token. */
    static Scope everything() {
        return new Joint(0, 0, Optional.empty(), false);
    }

    /** The tokens to normalise and project here, {@code [B, N, D] → [B, n, D]}. */
    default Tensor own(Tensor tokens) {
        return tokens;
    }

    /** Those of the own tokens whose queries are needed. */
    default Tensor asking(Tensor own) {
        return own;
    }

    /** Queries of the tokens that go on, keys and values of those they see, from projections of the own ones. */
    References.Projected complete(References.Projected own);

    /** The tokens that go on, {@code [B, N, D] → [B, M, D]}. */
    default Tensor onward(Tensor tokens) {
        return tokens;
    }

    /** Equal parts that the tokens fall into, each of which sees itself only. */
    default int parts() {
        return 1;
    }

    /** The same for some samples of the batch. */
    Scope of(UnaryOperator<Tensor> samples);

    /**
     * All of {@code [state, references, search]} see one another: references may be projected already, and after the last
     * block's attention they are not needed any more.
     *
     * @param first tokens before the references: the state token, or none
     * @param references number of reference tokens M of the N tokens
     * @param known projections of the reference tokens, when they need not be computed here
     * @param last whether only state and search tokens go on
     */
    record Joint(int first, int references, Optional<References.Projected> known, boolean last) implements Scope {
        @Override
        public Tensor own(Tensor tokens) {
            return known.isPresent() ? withoutReferences(tokens) : tokens;
        }

        @Override
        public Tensor asking(Tensor own) {
            return last && known.isEmpty() ? withoutReferences(own) : own;
        }

        @Override
        public References.Projected complete(References.Projected own) {
            return known.map(already -> new References.Projected(
                            last ? own.q() : insert(own.q(), already.q()),
                            insert(own.k(), already.k()),
                            insert(own.v(), already.v())))
                    .orElse(own);
        }

        @Override
        public Tensor onward(Tensor tokens) {
            return last ? withoutReferences(tokens) : tokens;
        }

        @Override
        public Scope of(UnaryOperator<Tensor> samples) {
            return new Joint(
                    first,
                    references,
                    known.map(all -> new References.Projected(
                            samples.apply(all.q()), samples.apply(all.k()), samples.apply(all.v()))),
                    last);
        }

        private Tensor withoutReferences(Tensor tokens) {
            int rest = tokens.shape().size(1) - first - references;
            Tensor behind = tokens.slice(1, first + references, rest);
            return first == 0 ? behind : Tensor.concat(1, tokens.slice(1, 0, first), behind); // [B, N−M, D]
        }

        private Tensor insert(Tensor others, Tensor added) {
            if (first == 0) {
                return Tensor.concat(1, added, others); // [B, N, D]
            }
            int rest = others.shape().size(1) - first;
            return Tensor.concat(1, others.slice(1, 0, first), added, others.slice(1, first, rest)); // [B, N, D]
        }
    }

    /** State and search tokens see themselves and references, which are not among them. */
    record Beside(References.KeysValues references) implements Scope {
        @Override
        public References.Projected complete(References.Projected own) {
            return new References.Projected(
                    own.q(), Tensor.concat(1, own.k(), references.k()), Tensor.concat(1, own.v(), references.v()));
        }

        @Override
        public Scope of(UnaryOperator<Tensor> samples) {
            return new Beside(some(references, samples));
        }
    }

    /**
     * Tokens of reference crops, each crop seeing itself only.
     *
     * @param known their keys and values, which others need as well
     * @param parts number of crops
     */
    record Apart(References.KeysValues known, int parts) implements Scope {
        @Override
        public References.Projected complete(References.Projected own) {
            return new References.Projected(own.q(), known.k(), known.v());
        }

        @Override
        public Scope of(UnaryOperator<Tensor> samples) {
            return new Apart(some(known, samples), parts);
        }
    }

    private static References.KeysValues some(References.KeysValues all, UnaryOperator<Tensor> samples) {
        return new References.KeysValues(samples.apply(all.k()), samples.apply(all.v()));
    }
}
