package io.spmtrack.cli.command;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import org.junit.jupiter.api.Test;

/** The start is measured with the command itself, in a process of its own. */
class StartBenchTest {
    @Test
    void aRunSaysWhenItsFirstBoxWasThere() {
        try (StartBench bench = new StartBench(3, 1)) {
            Pace.Start start = bench.median("built-in", 1);
            assertTrue(start.firstBox() > 0 && start.steady() >= start.firstBox(), start::toString);
            assertTrue(start.frame() > 0 && start.compiling() > 0, start::toString);
        }
    }

    @Test
    void aRunThatFailsIsNoFigure() {
        try (StartBench bench = new StartBench(2, 1)) {
            InputException e = assertThrows(InputException.class, () -> bench.median("nowhere.safetensors", 1));
            assertTrue(e.getMessage().contains("a run of track failed: spmtrack: nowhere.safetensors"), e::getMessage);
        }
    }
}
