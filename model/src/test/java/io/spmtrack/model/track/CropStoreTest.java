package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Entries come back as they were, from memory and from the file, and forgotten ones make room. */
class CropStoreTest {
    /** A quarter of a megabyte: one megabyte holds four. */
    private static final int ELEMENTS = 1 << 16;

    private static MemorySegment entry(Arena arena, int frame) {
        MemorySegment entry = arena.allocate(4L * ELEMENTS);
        for (int i = 0; i < ELEMENTS; i++) {
            entry.setAtIndex(ValueLayout.JAVA_FLOAT, i, frame + i);
        }
        return entry;
    }

    private static void check(CropStore store, Arena arena, int frame) {
        check(store, arena, frame, frame);
    }

    private static void check(CropStore store, Arena arena, int frame, int value) {
        MemorySegment part = arena.allocate(400);
        store.get(frame, ELEMENTS - 100, part);
        for (int i = 0; i < 100; i++) {
            assertEquals(value + ELEMENTS - 100 + i, part.getAtIndex(ValueLayout.JAVA_FLOAT, i), "frame " + frame);
        }
    }

    @Test
    void entriesComeBack() {
        try (Arena arena = Arena.ofConfined();
                CropStore store = new CropStore(ELEMENTS, 1)) {
            for (int frame = 0; frame < 12; frame++) {
                store.put(frame, entry(arena, frame));
            }
            for (int frame = 11; frame >= 0; frame--) {
                check(store, arena, frame);
            }
        }
    }

    @Test
    void theFileStaysAsLongAsWhatIsKept() {
        try (Arena arena = Arena.ofConfined();
                CropStore store = new CropStore(ELEMENTS, 1)) {
            for (int frame = 0; frame < 60; frame++) {
                store.put(frame, entry(arena, frame));
                store.forgetBefore(frame - 8);
                check(store, arena, frame);
                check(store, arena, 0);
                check(store, arena, Math.max(0, frame - 8));
            }
            assertThrows(IllegalStateException.class, () -> check(store, arena, 20), "forgotten");
            assertEquals(7, store.places(), "of eleven entries at most four are in memory");
            store.clear();
            assertThrows(IllegalStateException.class, () -> check(store, arena, 59));
            store.put(0, entry(arena, 7));
            check(store, arena, 0, 7);
        }
    }
}
