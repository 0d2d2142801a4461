package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Frames of noise. */
final class Frames {
    private Frames() {}

    /** The scores of a second frame. */
    static float[] scores(Model model, Backend device) {
        ModelSettings sizes = model.settings();
        int pixels = 3 * sizes.input().templateSize() * sizes.input().templateSize();
        int[] references = new int[sizes.input().references()];
        try (FrameSession session = new FrameSession(model, device);
                Storage entry = new Storage(pixels + sizes.templateCells());
                Storage search = new Storage(
                        3L * sizes.input().searchSize() * sizes.input().searchSize());
                CropStore crops = new CropStore(entry.elements(), 1)) {
            for (int i = 0; i < references.length; i++) {
                references[i] = i;
                noise(entry.segment().asSlice(0, (long) pixels * Float.BYTES), i);
                crops.put(i, entry.segment());
            }
            MemorySegment picture = search.segment().asSlice(0, search.elements() * Float.BYTES);
            noise(picture, 9);
            float[] none = new float[sizes.backbone().embedDim()];
            Answer first = session.answer(new Question(1, references, crops, picture, none));
            return session.answer(new Question(1, references, crops, picture, first.state()))
                    .scores();
        }
    }

    private static void noise(MemorySegment to, int seed) {
        Philox.Stream random = new Philox.Stream(seed, 0);
        for (long i = 0; i < to.byteSize() / Float.BYTES; i++) {
            to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.normal());
        }
    }
}
