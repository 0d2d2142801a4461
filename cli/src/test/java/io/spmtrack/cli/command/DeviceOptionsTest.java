package io.spmtrack.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.cli.Call;
import io.spmtrack.cli.launch.Argfile;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options about devices in a JVM that was started without TornadoVM. */
class DeviceOptionsTest {
    @TempDir
    private Path folder;

    private String refused(String... options) {
        return Call.of(Call.training(folder.resolve("run"), options)).refused();
    }

    @Test
    void withoutTornadoVmOneSentenceTellsWhereInstallingIsDescribed() {
        assertTrue(refused("--backend", "tornado").contains("docs/gpu.md"));
        assertTrue(refused("--device", "0").contains("docs/gpu.md"));
        assertTrue(refused("backend=tornado", "device=0:1").contains("docs/gpu.md"));
    }

    @Test
    void theCpuIsNoChoiceOfDevices() {
        assertTrue(refused("--backend", "cpu", "--device", "0").contains("backend cpu has no choice of devices"));
    }

    @Test
    void whatWasAskedForIsNamed() {
        String only = ": only backend cpu counts the time of its steps";
        assertTrue(refused("--profile", "--device", "0").contains("--device=0" + only));
        assertTrue(refused("--profile", "--backend", "reference").contains("--backend=reference" + only));
    }

    @Test
    void oneMustNotAskForAPrecisionThatIsNotThere() {
        assertTrue(refused("--precision", "tf32").contains("--precision=tf32: needs an NVIDIA GPU"));
        assertTrue(refused("--precision", "tf32", "--backend", "cpu").contains("backend cpu computes in fp32"));
        assertTrue(refused("--precision", "half").contains("choose fp32, tf32 or fp16"));
    }

    @Test
    void halfFloatsDoNotTrain() {
        assertTrue(refused("--precision", "fp16").contains("is for tracking"));
    }

    @Test
    void propertiesThatAnotherLauncherLeavesOutAreSet() {
        Properties before = (Properties) System.getProperties().clone();
        try {
            Argfile.completeProperties();
            assertEquals(before, System.getProperties(), "without TornadoVM nothing is set");
            System.setProperty("tornado.load.runtime.implementation", "there");
            System.setProperty("tornado.device.memory", "1GB");
            Argfile.completeProperties();
            assertEquals("false", System.getProperty("tornado.recover.bailout"));
            assertEquals("-cl-mad-enable -w", System.getProperty("tornado.opencl.compiler.flags"));
            assertEquals("there", System.getProperty("tornado.load.runtime.implementation"));
            assertEquals("1GB", System.getProperty("tornado.device.memory"));
        } finally {
            System.setProperties(before);
        }
    }
}
