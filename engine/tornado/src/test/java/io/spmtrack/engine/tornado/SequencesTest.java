package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.tornado.device.Device;
import io.spmtrack.engine.tornado.device.Sequences;
import io.spmtrack.engine.tornado.kernels.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which runs of calls become one task graph. */
@Tag("plain")
class SequencesTest {
    private static final int LONGEST = 16;

    private static List<Device.Key> keys(Kernel... kernels) {
        List<Device.Key> keys = new ArrayList<>();
        for (Kernel kernel : kernels) {
            keys.add(new Device.Key(kernel, List.of(), Optional.empty()));
        }
        return keys;
    }

    private static List<Device.Key> repeated(int times, List<Device.Key> run) {
        List<Device.Key> keys = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            keys.addAll(run);
        }
        return keys;
    }

    private static List<Integer> lengths(List<Device.Key> program, int longest) {
        return Sequences.lengths(List.of(program), longest).getFirst();
    }

    @Test
    void runThatRepeatsOftenIsOneGraph() {
        List<Device.Key> block = keys(Kernel.LAYER_NORM, Kernel.GEMM, Kernel.ATTENTION, Kernel.BINARY);
        assertEquals(Collections.nCopies(12, 4), lengths(repeated(12, block), 4));
        assertEquals(Collections.nCopies(48, 1), lengths(repeated(12, block), 1));
    }

    /** What lies between is joined into runs of about the same length, which occur once. */
    @Test
    void whatHardlyRepeatsIsJoinedAsItComes() {
        List<Device.Key> block = keys(Kernel.LAYER_NORM, Kernel.GEMM, Kernel.ATTENTION);
        assertEquals(List.of(6), lengths(repeated(2, block), LONGEST));
        assertEquals(List.of(3, 3), lengths(repeated(2, block), 5));
        List<Device.Key> program = new ArrayList<>(keys(Kernel.GATHER, Kernel.SOFTMAX));
        program.addAll(repeated(6, block));
        program.addAll(keys(Kernel.REDUCE_WIDE));
        assertEquals(List.of(2, 3, 3, 3, 3, 3, 3, 1), lengths(program, 3));
    }

    /** Nine pairs would save tasks, but leave thirteen runs where there need be three. */
    @Test
    void shortRunThatCutsLongOnesIsNotTaken() {
        List<Device.Key> pair = keys(Kernel.GEMM, Kernel.BINARY);
        List<Device.Key> part = new ArrayList<>(keys(Kernel.SOFTMAX, Kernel.ATTENTION, Kernel.SELECT, Kernel.GATE));
        part.addAll(repeated(3, pair));
        part.addAll(keys(Kernel.RANDOM, Kernel.ADAMW, Kernel.GATHER, Kernel.UNARY));
        List<Device.Key> program = new ArrayList<>();
        for (Kernel between : List.of(Kernel.AFFINE, Kernel.TO_FLOAT, Kernel.TO_INTEGER)) {
            program.addAll(part);
            program.addAll(keys(between));
        }
        assertEquals(List.of(15, 15, 15), lengths(program, LONGEST));
    }

    @Test
    void everyProgramIsCutFromItsFirstCallToItsLast() {
        List<Device.Key> block = keys(Kernel.LAYER_NORM, Kernel.GEMM, Kernel.ATTENTION);
        List<Device.Key> other = new ArrayList<>(keys(Kernel.GATHER));
        other.addAll(block);
        assertEquals(
                List.of(Collections.nCopies(5, 3), List.of(1, 3), List.of()),
                Sequences.lengths(List.of(repeated(5, block), other, List.of()), 3));
    }
}
