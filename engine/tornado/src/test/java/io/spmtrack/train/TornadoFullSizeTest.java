package io.spmtrack.train;

import io.spmtrack.engine.TornadoDevice;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loss and gradients of the golden models of published sizes on a device, only on demand. */
class TornadoFullSizeTest extends FullSizeGoldenTest {
    @Override
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void lossAndGradientsAreTheOfficialOnes(Path path) {
        TornadoDevice.requireFull("gradients of golden " + path.getFileName() + " on the device");
        super.lossAndGradientsAreTheOfficialOnes(path);
    }
}
