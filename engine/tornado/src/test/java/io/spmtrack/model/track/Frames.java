package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Philox;
import io.spmtrack.model.Model;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Frames of noise. */
final class Frames {
    private Frames() {}

    /** The scores of a second frame. */
    static float[] scores(Model model, Backend device) {
        try (FrameProgram program = new FrameProgram(model, device)) {
            for (int i = 0; i < model.settings().references(); i++) {
                noise(program.reference(i), i);
                program.mask(i).fill((byte) 0);
                program.embed(i, 1, i);
            }
            noise(program.search(), 9);
            program.run();
            program.previousState().copyFrom(program.state());
            program.run();
            return program.scores().toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static void noise(MemorySegment to, int seed) {
        Philox.Stream random = new Philox.Stream(seed, 0);
        for (long i = 0; i < to.byteSize() / Float.BYTES; i++) {
            to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.normal());
        }
    }
}
