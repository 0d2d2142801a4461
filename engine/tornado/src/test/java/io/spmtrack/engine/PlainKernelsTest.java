package io.spmtrack.engine;

import io.spmtrack.engine.tornado.PlainBackend;

/** The device's lowering and kernels as plain Java, where TornadoVM's jar is there and no driver is needed. */
class PlainKernelsTest extends BackendContract {
    @Override
    Backend backend() {
        return new PlainBackend();
    }
}
