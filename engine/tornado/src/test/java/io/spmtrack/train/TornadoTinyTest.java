package io.spmtrack.train;

import io.spmtrack.engine.TornadoDevice;
import org.junit.jupiter.api.BeforeAll;

/** The small golden models on a device. */
class TornadoTinyTest extends TinyGoldenTest {
    @BeforeAll
    static void device() {
        TornadoDevice.require();
    }
}
