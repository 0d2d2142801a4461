package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
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

    @Test
    void runThatRepeatsOftenIsOneGraph() {
        List<Device.Key> block = keys(Kernel.LAYER_NORM, Kernel.GEMM, Kernel.ATTENTION, Kernel.BINARY);
        List<Device.Key> program = repeated(12, block);
        Sequences sequences = new Sequences(List.of(program), 4);
        assertEquals(4, sequences.length(program, 0));
        assertEquals(4, sequences.length(program, 44));
    }

    @Test
    void whatHardlyRepeatsStaysAlone() {
        List<Device.Key> program = repeated(2, keys(Kernel.LAYER_NORM, Kernel.GEMM, Kernel.ATTENTION));
        assertEquals(1, new Sequences(List.of(program), LONGEST).length(program, 0));
    }

    /** A long run three times saves most but does not pay; a short one within it is found all the same. */
    @Test
    void shortRunThatPaysIsTakenWhereTheLongestDoesNot() {
        List<Device.Key> pair = keys(Kernel.GEMM, Kernel.BINARY);
        List<Device.Key> part = new ArrayList<>(keys(Kernel.SOFTMAX, Kernel.ATTENTION, Kernel.SELECT, Kernel.GATE));
        part.addAll(repeated(3, pair));
        part.addAll(keys(Kernel.RANDOM, Kernel.ADAMW, Kernel.GATHER, Kernel.UNARY));
        List<Device.Key> program = new ArrayList<>();
        for (Kernel between : List.of(Kernel.AFFINE, Kernel.TO_FLOAT, Kernel.TO_INTEGER)) {
            program.addAll(part);
            program.addAll(keys(between));
        }
        Sequences sequences = new Sequences(List.of(program), LONGEST);
        assertEquals(1, sequences.length(program, 0));
        assertEquals(2, sequences.length(program, program.indexOf(pair.getFirst())));
    }
}
