package io.spmtrack.engine;

import io.spmtrack.engine.tornado.PlainBackend;
import org.junit.jupiter.api.Tag;

/** Every product as it goes to NVIDIA's library on CUDA, as plain Java: what is copied there and what follows. */
@Tag("plain")
class PlainLibraryTest extends BackendContract {
    @Override
    Backend backend() {
        return new PlainBackend(Precision.FP32);
    }
}
