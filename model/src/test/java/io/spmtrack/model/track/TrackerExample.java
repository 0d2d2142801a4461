package io.spmtrack.model.track;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.weights.ModelFile;
import java.nio.file.Path;
import java.util.List;

/** How an application follows an object through pictures: the example of {@code docs/guide/embed.md}. */
final class TrackerExample {
    private TrackerExample() {}

    static List<TrackResult> follow(Path weights, Box first, List<Path> pictures) {
        try (Model model = ModelFile.load(weights);
                FrameProgram program = new FrameProgram(model, new CpuBackend(2));
                SpmTracker tracker = new SpmTracker(program, model.tracker())) {
            tracker.init(Image.read(pictures.getFirst()), first);
            return pictures.stream()
                    .skip(1)
                    .map(picture -> tracker.update(Image.read(picture)))
                    .toList();
        }
    }
}
