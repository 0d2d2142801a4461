package io.spmtrack.engine;

import io.spmtrack.engine.cpu.CpuBackend;
import org.junit.jupiter.api.Tag;

/** The vector kernels against the reference; run once per vector width (see the surefire executions of this module). */
@Tag("lanes")
class CpuBackendTest extends BackendContract {
    @Override
    Backend backend() {
        return new CpuBackend(2);
    }
}
