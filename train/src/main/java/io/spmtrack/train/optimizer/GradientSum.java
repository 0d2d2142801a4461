package io.spmtrack.train.optimizer;

import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums the gradients of micro-batches in pairs, then pairs of pairs: a tree that the number of micro-batches alone decides, so that
 * the sum has the same bits wherever its terms were computed. Sums that wait for their sibling are put aside, as the bits of a binary
 * counter: about log₂ of the number of micro-batches.
 *
 * @param putAside programs that put the gradients aside, by level of the tree
 * @param add programs that add to the gradients what was put aside
 */
public record GradientSum(List<Program> putAside, List<Program> add) {
    public GradientSum {
        putAside = List.copyOf(putAside);
        add = List.copyOf(add);
    }

    /** Sums that wait at a time, at most. */
    public static int levels(int batches) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(batches - 1);
    }

    /** Records the sum over as many micro-batches as the optimiser has room for. */
    public static GradientSum record(Optimizer optimizer) {
        List<Program> putAside = new ArrayList<>();
        List<Program> add = new ArrayList<>();
        for (int level = 0; level < optimizer.partial(); level++) {
            Program putting = new Program("put_aside" + level);
            optimizer.putAside(putting.tape(), level);
            putAside.add(putting);
            Program adding = new Program("add" + level);
            optimizer.addPartial(adding.tape(), level);
            add.add(adding);
        }
        return new GradientSum(putAside, add);
    }

    /** After the gradient of micro-batch {@code number}: adds what belongs to it; behind the last one the gradients are the sum. */
    public void run(Session session, int number, boolean last) {
        int level = 0;
        while (number >> level != 0) {
            boolean waits = (number >> level & 1) != 0;
            if (waits) {
                session.run(add.get(level));
            } else if (!last) {
                break;
            }
            level++;
        }
        if (!last) {
            session.run(putAside.get(level));
        }
    }
}
