package io.spmtrack.engine;

import io.spmtrack.engine.tornado.PlainBackend;
import org.junit.jupiter.api.Tag;

/** The device's lowering and kernels as plain Java, where TornadoVM's jar is there and no driver is needed. */
@Tag("plain")
class PlainKernelsTest extends BackendContract {
    @Override
    Backend backend() {
        return new PlainBackend();
    }
}
