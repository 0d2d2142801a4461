package io.spmtrack.engine;

import org.junit.jupiter.api.Assumptions;

/** Whether this JVM has TornadoVM and was told of a device to test on, as the build does where TORNADOVM_HOME is set. */
public final class TornadoDevice {
    private TornadoDevice() {}

    /** Skips the test with a printed reason where there is no device. */
    public static Backend require() {
        boolean there = System.getProperty("spmtrack.tornado.device") != null;
        if (!there) {
            System.out.println("skipped: no device; set TORNADOVM_HOME to TornadoVM's SDK and see docs/gpu.md, Tests");
        }
        Assumptions.assumeTrue(there, "no device to test on");
        return TestedBackends.service("tornado");
    }

    /** Skips what takes minutes on a CPU's OpenCL unless {@code -Ddevice=full} asks for it. */
    public static void requireFull(String what) {
        require();
        boolean full = full();
        if (!full) {
            System.out.println("skipped: " + what + "; -Ddevice=full runs it");
        }
        Assumptions.assumeTrue(full, what + " takes long");
    }

    /** Whether {@code -Ddevice=full} asks for everything. */
    public static boolean full() {
        return "full".equals(System.getProperty("device"));
    }
}
