package io.spmtrack.engine;

import org.junit.jupiter.api.Assumptions;

/** Whether this JVM has TornadoVM and was told of a device to test on (the build's {@code -Dtornado.argline}). */
final class TornadoDevice {
    private TornadoDevice() {}

    /** Skips the test with a printed reason where there is no device. */
    static void require() {
        boolean there = System.getProperty("spmtrack.tornado.device") != null;
        if (!there) {
            System.out.println("skipped: no device; set TORNADOVM_HOME to TornadoVM's SDK and see docs/gpu.md, Tests");
        }
        Assumptions.assumeTrue(there, "no device to test on");
    }
}
