package io.spmtrack.eval;

import io.spmtrack.engine.InputException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work on many elements that are independent of one another, on all cores, with the outcome of one after the other. */
public final class InOrder {
    private InOrder() {}

    /**
     * What becomes of each element, in their order.
     *
     * @param work called by several threads at once
     * @throws InputException the one of the first element that has one
     */
    public static <T, R> List<R> map(List<T> elements, Function<T, R> work) {
        List<Supplier<R>> done =
                elements.parallelStream().map(element -> done(element, work)).toList();
        return done.stream().map(Supplier::get).toList();
    }

    private static <T, R> Supplier<R> done(T element, Function<T, R> work) {
        try {
            R result = work.apply(element);
            return () -> result;
        } catch (InputException e) {
            return () -> {
                throw e;
            };
        }
    }
}
