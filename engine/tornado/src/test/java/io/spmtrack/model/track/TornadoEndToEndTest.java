package io.spmtrack.model.track;

import io.spmtrack.engine.TornadoDevice;
import org.junit.jupiter.api.BeforeAll;

/** Whole golden sequences on a device. */
class TornadoEndToEndTest extends EndToEndGoldenTest {
    @BeforeAll
    static void device() {
        TornadoDevice.require();
    }
}
