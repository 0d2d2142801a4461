package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spmtrack.engine.InputException;
import org.junit.jupiter.api.Test;

class SyntheticReaderTest {

    @Test
    void specNamesAWorld() {
        Dataset data = Datasets.open(DataSpec.parse("synthetic:?seed=7&length=8&size=96x80&limit=3"), "val");
        assertEquals("synthetic-val", data.name());
        assertEquals(3, data.sequences().size());
        assertEquals(24, data.frames());
        assertEquals("7-0002", data.sequences().get(2).name());
        assertEquals("synthetic-val", data.sequences().get(2).dataset());
        assertEquals(80, data.sequences().get(2).frames().image(7).height());
    }

    @Test
    void withoutOptionsThereAreSixtySequencesToTestOn() {
        Dataset data = Datasets.open(DataSpec.parse("synthetic:?length=2"));
        assertEquals("synthetic-test", data.name());
        assertEquals(60, data.sequences().size());
    }

    @Test
    void wrongOptionsAreRefused() {
        for (String spec : new String[] {"synthetic:?size=big", "synthetic:?limit=200000", "synthetic:?sead=1"}) {
            assertThrows(InputException.class, () -> Datasets.open(DataSpec.parse(spec), "test"), spec);
        }
    }
}
