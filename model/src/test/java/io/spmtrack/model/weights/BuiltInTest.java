package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The weights that come with the program are complete and small. */
class BuiltInTest {

    private static final long MOST_BYTES = 8L << 20;
    private static final double MOST_MACS = 0.45e9;

    @TempDir
    private Path folder;

    @Test
    void theyAreSmallEnoughForOneCore() throws IOException {
        assertTrue(Files.size(BuiltIn.file()) <= MOST_BYTES);
        try (Model model = BuiltIn.load()) {
            assertTrue(ModelCost.of(model.settings()).macs().total() <= MOST_MACS);
        }
    }

    /** The nearest half differs by at most 2⁻¹¹ of the value, or by 2⁻²⁵ among the smallest. */
    @Test
    void halvesKeepElevenBits() {
        Path once = folder.resolve("once.safetensors");
        try (Model model = BuiltIn.load()) {
            MemorySegment first = model.weights().parameters().values().iterator().next().segment();
            float weight = 0.1234567f;
            first.setAtIndex(ValueLayout.JAVA_FLOAT, 0, weight);
            ModelFile.saveHalves(once, model);
            try (Model again = ModelFile.load(once)) {
                model.weights().parameters().forEach((name, parameter) -> {
                    MemorySegment other = again.weights().find(name).orElseThrow().segment();
                    for (long i = 0; i < parameter.shape().count(); i++) {
                        float expected = parameter.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                        float actual = other.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                        assertEquals(expected, actual, Math.max(Math.abs(expected) * 0x1p-11, 0x1p-25), name);
                    }
                });
                assertEquals(model.settings(), again.settings());
                assertEquals(model.tracker(), again.tracker());
            }
        }
    }
}
