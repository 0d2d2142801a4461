package io.spmtrack.model;

import io.spmtrack.engine.TornadoDevice;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two frames of the golden models on a device; those of full size only on demand. */
class TornadoForwardTest extends ForwardGoldenTest {
    @BeforeAll
    static void device() {
        TornadoDevice.require();
    }

    @Override
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("fullSize")
    void samplesAndSumsAreTheOfficialOnes(Path path) {
        TornadoDevice.requireFull("golden " + path.getFileName() + " on the device");
        super.samplesAndSumsAreTheOfficialOnes(path);
    }
}
