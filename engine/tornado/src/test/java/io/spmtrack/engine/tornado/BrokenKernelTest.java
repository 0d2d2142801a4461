package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.tornado.device.Profile;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel that the driver cannot build, softmax in this JVM, is named with the line of the model that needs it. */
@Tag("broken")
class BrokenKernelTest {
    private static final String FLAGS = "tornado.opencl.compiler.flags";

    private final String before = System.getProperty(Profile.TASKS, "1");

    @AfterEach
    void reset() {
        System.setProperty(Profile.TASKS, before);
    }

    private static String refused(int times, String tasks) {
        Backend device = TornadoDevice.require();
        Assumptions.assumeTrue(
                System.getProperty(FLAGS).contains("-Dsoftmax=")
                        && device.devices().getFirst().contains("(OPENCL,"),
                "only OpenCL takes macros");
        System.setProperty(Profile.TASKS, tasks);
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 5, 8);
        for (int i = 0; i < times; i++) {
            x = x.softmax().transpose().reshape(5, 8).exp();
        }
        tape.output("y", x);
        Map<String, Plan> programs = Map.of("program", Compiler.compile(tape, device));
        return assertThrows(IllegalStateException.class, () -> device.load(programs))
                .getMessage();
    }

    @Test
    void aloneItIsNamedWithItsLine() {
        String message = refused(1, "1");
        assertTrue(message.startsWith("backend tornado: kernel SOFTMAX cannot be built ("), message);
        assertTrue(message.contains("first needed in softmax"), message);
        assertTrue(message.contains("(BrokenKernelTest.java:"), message);
    }

    @Test
    void inGraphOfManyTasksItsNeighboursAreNamedToo() {
        String message = refused(8, "3");
        assertTrue(message.startsWith("backend tornado: kernel SOFTMAX or UNARY cannot be built ("), message);
        assertTrue(message.contains("(BrokenKernelTest.java:"), message);
    }
}
