package io.spmtrack.engine;

import io.spmtrack.engine.reference.ReferenceBackend;

/** The reference's own definitions of fused ops against their expansions. */
class ReferenceBackendTest extends BackendContract {
    @Override
    Backend backend() {
        return new ReferenceBackend();
    }
}
