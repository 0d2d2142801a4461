package io.spmtrack.model.pair;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A hyperedge for every node, which joins it with nodes near it. Only the list of members is kept, never a matrix of nodes by edges.
 * Which nodes are members is constant for the gradient.
 *
 * @param member row of each member among the nodes of all samples {@code [B·V·m]}, integers; the first of each edge is its own node
 * @param counts 1 for members that count, 0 for others {@code [B·V·m, 1]}; all count where there is none
 * @param nodeDegrees number of edges that a node is in {@code [B·V, 1]}
 * @param edgeDegrees number of nodes of an edge {@code [B·V, 1]}
 */
record Hypergraph(Tensor member, Optional<Tensor> counts, Tensor nodeDegrees, Tensor edgeDegrees) {
    private static final int HALVINGS = 24;

    /**
     * The graph of nodes by the squared distances of their features.
     *
     * @param features {@code [B, V, d]}
     * @param members most members of an edge
     */
    static Hypergraph of(Tensor features, GsahfSettings settings, int members) {
        Tensor x = features.detach();
        Tensor distances = distances(x);
        Tensor member = rows(distances.nearest(members));
        Optional<Tensor> counts = switch (settings.gsahfEdges()) {
            case NEAREST -> Optional.empty();
            case RADIUS -> Optional.of(within(x, member, radius(distances, settings.gsahfRadius())));
        };
        return of(member, counts, x.shape().size(0) * x.shape().size(1));
    }

    /** The graph of given members of as many edges as nodes. */
    static Hypergraph of(Tensor member, Optional<Tensor> counts, int nodes) {
        int all = member.shape().size(0);
        Tensor ones = counts.orElse(member.tape().constant(1).expand(Shape.of(all, 1)));
        return new Hypergraph(
                member,
                counts,
                ones.scatterAdd(member, nodes),
                ones.reshape(nodes, all / nodes).sum(1));
    }

    /** Squared distances {@code [B, V, V]}; a node's own is less than any. */
    private static Tensor distances(Tensor x) {
        int nodes = x.shape().size(1);
        Tensor squares = x.mul(x).sum(-1); // [B, V, 1]
        Tensor distances =
                squares.add(squares.transpose()).sub(x.matmul(x.transpose()).mul(2));
        Tensor own = numbers(x.tape(), nodes, 1)
                .binary(BinaryKind.EQUAL, numbers(x.tape(), 1, nodes))
                .expand(distances.shape());
        return own.select(
                x.tape().constant(-1).expand(distances.shape()),
                distances.max(x.tape().constant(0)));
    }

    private static Tensor numbers(Tape tape, int... sizes) {
        Shape shape = Shape.of(sizes);
        return tape.constant(
                shape,
                IntStream.range(0, Math.toIntExact(shape.count()))
                        .mapToObj(i -> (double) i)
                        .toList());
    }

    /** Rows among those of all samples, from places among those of one, {@code [B, V, m] → [B·V·m]}. */
    private static Tensor rows(Tensor places) {
        Shape shape = places.shape();
        int samples = shape.size(0);
        Tensor start = numbers(places.tape(), samples, 1, 1).mul(shape.size(1));
        return places.cast(DType.F32).add(start).cast(DType.I32).reshape(Math.toIntExact(shape.count()));
    }

    /**
     * A radius within which at most a share of all pairs lie {@code [B, 1, 1]}: found by halving, then moved to the middle between the
     * distances on both sides of it, so that rounding decides of no pair.
     */
    private static Tensor radius(Tensor distances, double share) {
        Tensor wanted = distances
                .tape()
                .constant(share * distances.shape().size(1) * distances.shape().size(2));
        Tensor low =
                distances.tape().constant(0).expand(Shape.of(distances.shape().size(0), 1, 1));
        Tensor high = distances.reduce(Reduction.MAX, List.of(1, 2));
        for (int i = 0; i < HALVINGS; i++) {
            Tensor middle = low.add(high).mul(0.5);
            Tensor few = wanted.binary(
                    BinaryKind.GREATER_EQUAL,
                    middle.binary(BinaryKind.GREATER_EQUAL, distances).sum(1, 2));
            Tensor below = few.select(middle, low);
            high = few.select(high, middle);
            low = below;
        }
        Tensor within = low.binary(BinaryKind.GREATER_EQUAL, distances);
        Tensor last = within.select(distances, distances.tape().constant(0).expand(distances.shape()));
        Tensor next = within.select(
                distances.tape().constant(-Float.MAX_VALUE).expand(distances.shape()), distances.negate());
        Tensor inside = last.reduce(Reduction.MAX, List.of(1, 2));
        Tensor outside = next.reduce(Reduction.MAX, List.of(1, 2)).negate(); // where all are within, far away
        return inside.mul(0.5).add(outside.mul(0.5));
    }

    /** Which members lie within the radius of their edge's own node; that node always. */
    private static Tensor within(Tensor x, Tensor member, Tensor radius) {
        Shape shape = x.shape();
        int samples = shape.size(0);
        int nodes = shape.size(1);
        int width = shape.size(2);
        int members = member.shape().size(0) / (samples * nodes);
        Tensor apart = x.reshape(samples * nodes, width)
                .gather(member)
                .reshape(samples, nodes, members, width)
                .sub(x.reshape(samples, nodes, 1, width));
        return radius.reshape(samples, 1, 1, 1)
                .binary(BinaryKind.GREATER_EQUAL, apart.mul(apart).sum(-1))
                .reshape(samples * nodes * members, 1);
    }

    /** {@code Dv^-½ H De^-1 Hᵀ Dv^-½ x}: nodes gathered to their edges, and edges added to their nodes, {@code [B·V, d]}. */
    Tensor carry(Tensor x) {
        int nodes = x.shape().size(0);
        int width = x.shape().size(1);
        int members = member.shape().size(0) / nodes;
        Tensor root = nodeDegrees.unary(UnaryKind.SQRT).unary(UnaryKind.RECIPROCAL);
        Tensor edges = counted(x.mul(root).gather(member))
                .reshape(nodes, members, width)
                .sum(1) // [B·V, 1, d]
                .div(edgeDegrees.reshape(nodes, 1, 1));
        Tensor back = counted(edges.expand(Shape.of(nodes, members, width)).reshape(nodes * members, width));
        return back.scatterAdd(member, nodes).mul(root);
    }

    private Tensor counted(Tensor rows) {
        return counts.map(rows::mul).orElse(rows);
    }

    /** {@code SiLU(carry(x · Wᵀ)) + x}, {@code [B·V, d]}. */
    Tensor convolve(Tensor x, Tensor weight) {
        return carry(x.linear(weight)).unary(UnaryKind.SILU).add(x);
    }
}
