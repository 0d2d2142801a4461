package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names of a module's parameters, their memory and their first values. */
class ParamStoreTest {
    private record Leaf(Param weight, Param runningMean) implements Module {}

    private record Matrices(List<Param> all) implements Module.Inline {}

    private record Whole(Param classToken, List<Leaf> layers, Optional<Leaf> head, Matrices expert, int width)
            implements Module {}

    private record Pair(Param one, Param two) implements Module.Inline {}

    private record Clash(Pair pair) implements Module {}

    private static Leaf leaf(int size) {
        return new Leaf(Param.trained(new Init.Normal(0.5), size, 2), Param.buffer(size));
    }

    private static Whole whole(Optional<Leaf> head) {
        return new Whole(
                Param.frozen(new Init.Uniform(3), 1000),
                List.of(leaf(3), leaf(20)),
                head,
                new Matrices(List.of(Param.trained(Init.ones(), 2), Param.trained(new Init.Constant(7), 3))),
                12);
    }

    @Test
    void namesAreSnakeCaseNumberedAndInline() {
        assertEquals(
                List.of(
                        "class_token",
                        "layers.0.weight",
                        "layers.0.running_mean",
                        "layers.1.weight",
                        "layers.1.running_mean",
                        "head.weight",
                        "head.running_mean",
                        "expert.0",
                        "expert.1"),
                List.copyOf(whole(Optional.of(leaf(1))).parameters().keySet()));
        assertFalse(whole(Optional.empty()).parameters().containsKey("head.weight"));
    }

    @Test
    void twoParametersOfOneNameAreRefused() {
        Clash clash = new Clash(new Pair(Param.buffer(1), Param.buffer(1)));
        String message =
                assertThrows(IllegalArgumentException.class, clash::parameters).getMessage();
        assertEquals("two parameters are called pair", message);
    }

    @Test
    void modulesAreRecords() {
        Module module = new Module() {};
        assertTrue(assertThrows(IllegalArgumentException.class, module::parameters)
                .getMessage()
                .endsWith("is not a record"));
    }

    @Test
    void groupsLieInOneBlockInOrder() {
        Whole whole = whole(Optional.empty());
        try (ParamStore store =
                new ParamStore(whole, entry -> entry.getKey().startsWith("expert") ? "experts" : "layers")) {
            assertEquals(
                    List.of("layers", "experts"),
                    store.groups().stream().map(ParamGroup::name).toList());
            for (ParamGroup group : store.groups()) {
                long offset = 0;
                for (Param member : group.members()) {
                    assertSame(group.flat().storage(), member.storage());
                    assertEquals(offset, member.offset());
                    offset += member.shape().count();
                }
                assertEquals(Shape.of((int) offset), group.flat().shape());
            }
            assertEquals(2 * 23 + 5, store.count(Role.TRAINED));
            assertEquals(1000, store.count(Role.FROZEN));
            assertEquals(23, store.count(Role.BUFFER));
            assertSame(whole.classToken(), store.find("class_token").orElseThrow());
            assertTrue(store.find("classToken").isEmpty());
        }
    }

    @Test
    void firstValuesDependOnSeedAndNameAlone() {
        double[] alone = values(whole(Optional.empty()), 5, "layers.1.weight");
        assertArrayEquals(alone, values(whole(Optional.of(leaf(9))), 5, "layers.1.weight"), "other neighbours");
        assertFalse(Arrays.equals(alone, values(whole(Optional.empty()), 6, "layers.1.weight")), "another seed");
        double[] first = values(whole(Optional.empty()), 5, "layers.0.weight");
        assertFalse(Arrays.equals(first, Arrays.copyOf(alone, first.length)), "another name");
    }

    private static double[] values(Whole whole, long seed, String name) {
        try (ParamStore store = new ParamStore(whole)) {
            store.initialize(seed);
            return Floats.of(store.parameters().get(name).segment());
        }
    }

    @Test
    void firstValuesFollowTheirDistribution() {
        double[] uniform = values(whole(Optional.empty()), 1, "class_token");
        assertTrue(Arrays.stream(uniform).allMatch(value -> Math.abs(value) <= 3));
        assertEquals(0, Arrays.stream(uniform).average().orElseThrow(), 5 * 3 / Math.sqrt(3 * 1000));
        assertEquals(
                3, Arrays.stream(uniform).map(value -> value * value).average().orElseThrow(), 0.5);
        assertArrayEquals(new double[] {7, 7, 7}, values(whole(Optional.empty()), 1, "expert.1"));
        record Wide(Param weight) implements Module {}

        try (ParamStore store = new ParamStore(new Wide(Param.trained(new Init.Normal(1.5), 20_000)))) {
            store.initialize(3);
            double[] normal = Floats.of(store.parameters().get("weight").segment());
            assertTrue(Arrays.stream(normal).allMatch(value -> Math.abs(value) <= 2), "drawn again outside ±2");
            assertEquals(0, Arrays.stream(normal).average().orElseThrow(), 0.05);
            // A normal of deviation 1.5 cut at ±2 = ±4/3 deviations has variance 1.5² (1 − 2·4/3·φ(4/3) / (2Φ(4/3) −
            // 1)).
            assertEquals(
                    1.046,
                    Arrays.stream(normal).map(value -> value * value).average().orElseThrow(),
                    0.05);
        }
    }

    @Test
    void memoryHasOneOwner() {
        Whole whole = whole(Optional.empty());
        assertThrows(IllegalStateException.class, whole.classToken()::storage, "no memory yet");
        ParamStore store = new ParamStore(whole);
        Param moment = store.buffer("moment", 4);
        assertEquals("moment [4]", moment.toString());
        assertThrows(IllegalStateException.class, () -> new ParamStore(whole), "bound twice");
        MemorySegment segment = moment.segment();
        store.close();
        assertThrows(IllegalStateException.class, () -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, 0));
        assertThrows(IllegalStateException.class, store::close, "closed twice");
    }

    @Test
    void storageIsZeroedAlignedAndClosedOnce() {
        for (long elements : new long[] {0, 1, 16, 17}) {
            Storage storage = new Storage(elements);
            assertEquals(elements, storage.elements());
            assertEquals(0, storage.segment().address() % 64);
            assertTrue(storage.segment().byteSize() >= 4 * elements);
            assertEquals(0, storage.segment().byteSize() % 64);
            assertTrue(Arrays.stream(Floats.of(storage.segment())).allMatch(value -> value == 0));
            storage.close();
            assertThrows(IllegalStateException.class, storage::close);
        }
        assertThrows(IllegalArgumentException.class, () -> new Storage(-1));
        try (Storage planned = Storage.planned(1L << 40)) {
            assertEquals(1L << 40, planned.elements());
        }
    }
}
