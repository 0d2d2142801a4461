package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's folder belongs to one training at a time. */
class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aSecondTrainingIsRefusedAndTouchesNothing() throws Exception {
        Path run = folder.resolve("run");
        RunFolder first = new RunFolder(run);
        Path writing = run.resolve("checkpoint/.state.safetensors.123.part");
        try (FileChannel lock = first.take()) {
            assertTrue(lock.isOpen());
            Files.writeString(writing, "half");
            String message =
                    assertThrows(InputException.class, new RunFolder(run)::take).getMessage();
            assertTrue(message.contains("another process trains in this folder"), message);
            assertTrue(message.contains("touch " + run.resolve("stop")), message);
            assertEquals("half", Files.readString(writing));
        }
        try (FileChannel lock = RunFolder.unused(run.resolve("new")).take()) {
            assertTrue(lock.isOpen());
        }
        try (FileChannel lock = new RunFolder(run).take()) {
            assertTrue(lock.isOpen(), "whoever comes after its end may train");
        }
    }

    @Test
    void aRunKilledBeforeItsFirstLineLeavesNothingToKeep() throws Exception {
        Path run = folder.resolve("killed");
        new RunFolder(run).take().close();
        assertEquals(run, RunFolder.unused(run).path());
        Files.writeString(run.resolve("notes.txt"), "mine");
        assertThrows(InputException.class, () -> RunFolder.unused(run));
    }
}
