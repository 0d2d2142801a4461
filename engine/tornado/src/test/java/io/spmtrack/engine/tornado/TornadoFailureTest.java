package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.tornado.device.Device;
import io.spmtrack.engine.tornado.device.PlacedCall;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.lowering.LoweredPrograms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What fails on a device ends in one sentence that names the line of the model. */
class TornadoFailureTest {
    private static final int TASKS = 3;

    /** The same eight times over, which pays for a task graph of its own. */
    private static LoweredPrograms repeated(Backend backend) {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 5, 8);
        for (int i = 0; i < 8; i++) {
            x = x.softmax().transpose().reshape(5, 8).exp();
        }
        tape.output("y", x);
        return new LoweredPrograms(
                Map.of("program", Compiler.compile(tape, backend)), new Profile(TASKS, 64, Optional.empty()));
    }

    @Test
    void graphOfManyTasksThatFailsNamesItsFirstLineAndHowToFindTheRightOne() {
        Backend backend = TornadoDevice.require();
        LoweredPrograms lowered = repeated(backend);
        List<PlacedCall> many = lowered.programs().get("program").runs().stream()
                .filter(run -> run.size() > 1)
                .findFirst()
                .orElseThrow();
        Optional<String> named = Optional.of(System.getProperty("spmtrack.tornado.device"));
        Device device = new Device(
                Devices.chosen(named),
                lowered.sizes(),
                lowered.graphs(),
                lowered.profile().tile(),
                lowered.table(),
                true);
        device.compile();
        device.run(many);
        device.close(); // Its memory is gone: the next execution must fail.
        String message =
                assertThrows(RuntimeException.class, () -> device.run(many)).getMessage();
        assertTrue(message.startsWith("backend tornado: "), message);
        assertTrue(message.contains("(TornadoFailureTest.java:"), message);
        assertTrue(
                message.endsWith(" or one of the " + (many.size() - 1)
                        + " launches after it; -Dspmtrack.tornado.tasks=1 tells which"),
                message);
    }
}
