package io.spmtrack.model.track;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.weights.ModelFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** How an application follows an object through pictures: the example of {@code docs/guide/embed.md}. */
final class TrackerExample {
    private TrackerExample() {}

    static List<TrackResult> follow(Path weights, Box first, List<Path> pictures) {
        try (Model model = ModelFile.load(weights);
                FrameSession session = new FrameSession(model, new CpuBackend(2));
                SpmTracker tracker = new SpmTracker(session, model.tracker())) {
            tracker.init(Frame.of(0, Image.read(pictures.getFirst())), first);
            return IntStream.range(1, pictures.size())
                    .mapToObj(i -> tracker.update(Frame.of(i, Image.read(pictures.get(i)))))
                    .toList();
        }
    }
}
