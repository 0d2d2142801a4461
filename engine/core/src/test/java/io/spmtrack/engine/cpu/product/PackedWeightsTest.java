package io.spmtrack.engine.cpu.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.TmoeLinear;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Frozen weights live packed, once, and come back unchanged. */
@Tag("lanes")
class PackedWeightsTest {
    private static final Init NORMAL = new Init.Normal(0.1);

    private record Net(Linear first, TmoeLinear second, Param factor) implements Module {}

    private final Net net = new Net(
            Linear.of(50, 70, Role.FROZEN, NORMAL),
            TmoeLinear.of(
                    70,
                    41,
                    Role.FROZEN,
                    NORMAL,
                    new TmoeLinear.Settings(3, 3, 2, false, false, false, TmoeLinear.InitMethod.BERT)),
            Param.frozen(NORMAL, 41, 41));
    private final ParamStore store = new ParamStore(net);

    @AfterEach
    void close() {
        store.close();
    }

    private Tape tape(boolean training) {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 7, 50);
        Tensor y = net.second().apply(net.first().apply(x));
        Tensor factor = tape.param(net.factor());
        tape.output("y", y.matmul(factor).mul(factor.sumAll()));
        if (training) {
            Tensor router = tape.param(net.second().tmoe().expertRoute().weight());
            List<Tensor> gradients = Grad.of(y.mul(y).sumAll(), List.of(router, x));
            tape.output("dx", gradients.getLast());
            router.assign(gradients.getFirst());
        }
        return tape;
    }

    private static Session load(Tape tape) {
        CpuBackend backend = new CpuBackend(2);
        Plan plan = Compiler.compile(tape, backend);
        return backend.load(Map.of("p", plan));
    }

    private static float[] run(Session session) {
        for (int i = 0; i < 350; i++) {
            session.input("p", "x").setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 17 - 8);
        }
        session.run("p");
        return session.output("p", "y").toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] values(Param param) {
        return param.segment().toArray(ValueLayout.JAVA_FLOAT);
    }

    @Test
    void whatIsOnlyPackedIsReleasedAndComesBack() {
        store.initialize(5);
        Param weight = net.first().weight();
        float[] before = values(weight);
        float[] second = values(net.second().linear().weight());
        Session session = load(tape(false));
        assertTrue(weight.storage().isReleased());
        assertTrue(net.second().linear().weight().storage().isReleased());
        assertFalse(net.factor().storage().isReleased(), "is summed where it lies, too");
        float[] result = run(session);
        assertArrayEquals(before, values(weight));
        assertFalse(weight.storage().isReleased());
        assertArrayEquals(result, run(session));
        session.close();
        assertArrayEquals(second, values(net.second().linear().weight()), "after the session");
    }

    @Test
    void whoOnlyReadsLeavesItReleased() {
        store.initialize(5);
        Param weight = net.first().weight();
        float[] before = values(weight);
        try (Session session = load(tape(false))) {
            float[] result = run(session);
            weight.read(shown -> assertArrayEquals(before, shown.toArray(ValueLayout.JAVA_FLOAT)));
            assertTrue(weight.storage().isReleased());
            assertArrayEquals(result, run(session));
        }
        weight.read(shown -> assertArrayEquals(before, shown.toArray(ValueLayout.JAVA_FLOAT)));
    }

    @Test
    void sessionsDoNotDisturbEachOther() {
        store.initialize(5);
        float[] before = values(net.first().weight());
        try (Session first = load(tape(false));
                Session second = load(tape(false))) {
            float[] result = run(first);
            assertArrayEquals(result, run(second));
            assertArrayEquals(before, values(net.first().weight()));
            assertArrayEquals(result, run(first));
        }
    }

    @Test
    void changedWeightsArePushed() {
        store.initialize(5);
        try (Session session = load(tape(false))) {
            float[] result = run(session);
            session.push(store.parameters().values());
            assertArrayEquals(result, run(session));
            store.initialize(6);
            session.push(store.parameters().values());
            float[] other = run(session);
            assertNotEquals(result[0], other[0]);
            assertTrue(net.first().weight().storage().isReleased());
            try (Session fresh = load(tape(false))) {
                assertArrayEquals(run(fresh), other);
            }
        }
    }

    @Test
    void trainedWeightsStayWhereTheyAre() {
        store.initialize(5);
        Param router = net.second().tmoe().expertRoute().weight();
        float[] before = values(router);
        try (Session session = load(tape(true))) {
            assertTrue(net.second().linear().weight().storage().isReleased(), "packed for both directions");
            run(session);
            float[] gradient = values(router);
            assertEquals(Shape.of(2, 70), router.shape());
            assertNotEquals(before[0], gradient[0]);
        }
    }
}
