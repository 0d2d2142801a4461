package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.tornado.TornadoBackend;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The device's kernels against the reference; all cases are programs of one session, so that each kernel is compiled once. */
class TornadoBackendTest extends BackendContract {
    private static final Map<String, Plan> PLANS = new LinkedHashMap<>();
    private static Session session;

    @BeforeAll
    static void load() {
        TornadoDevice.require();
        TornadoBackend backend = new TornadoBackend();
        OpCases.all().forEach(each -> PLANS.put(each.name(), Compiler.compile(each.tape(true), backend)));
        session = backend.load(PLANS);
    }

    @AfterAll
    static void close() {
        if (session != null) {
            session.close();
        }
        PLANS.clear();
    }

    @Override
    Backend backend() {
        return new TornadoBackend();
    }

    @Override
    Map<String, double[]> run(OpCase opCase) {
        return CaseRun.run(opCase, PLANS.get(opCase.name()), session, opCase.name());
    }
}
