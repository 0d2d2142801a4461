package io.spmtrack.cli.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.JobMemory;
import io.spmtrack.train.RunSettings;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final CpuBackend BACKEND = new CpuBackend(1);
    private static final RunSettings RUN = RunSettings.tiny().with("model.depth=2", "train.batch=4", "train.micro=4");

    private static long needed(String... rows) {
        return JobMemory.of(RUN.with(rows), BACKEND, 1).trainingTotal();
    }

    private static String refusal(long bytes) {
        return assertThrows(InputException.class, () -> new Room(bytes, 1).require(RUN, BACKEND))
                .getMessage();
    }

    @Test
    void whatFitsIsNotRefused() {
        assertDoesNotThrow(() -> new Room(needed(), 1).require(RUN, BACKEND));
    }

    @Test
    void theLeastChangeThatFitsIsNamed() {
        long block = needed("train.recompute=block");
        assertTrue(block < needed());
        assertTrue(refusal(block).endsWith("it fits with  train.micro=4 train.recompute=block"), refusal(block));
        long two = needed("train.micro=2");
        assertTrue(two < block);
        assertTrue(refusal(two).endsWith("it fits with  train.micro=2 train.recompute=none"), refusal(two));
    }

    @Test
    void nothingFitsInNothing() {
        assertTrue(refusal(1).contains("no train.micro makes it fit"), refusal(1));
    }
}
