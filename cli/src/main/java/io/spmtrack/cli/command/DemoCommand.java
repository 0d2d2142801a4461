package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Browser;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Drawing;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.console.Progress;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.FrameOverlaps;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.SpmTracker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spmtrack demo}: shows what the built-in tracker does, without any file of the user's. */
@Command(
        name = "demo",
        description = {
            "Tracks an object through a short generated clip with the tracker that comes with the program, and writes"
                    + " a video and a page that explains the boxes. Needs no data.",
            "Colour: the box that was found. White: the true one."
        })
public final class DemoCommand implements Runnable {
    private static final Synthetic WORLD = new Synthetic(5, "test", 100, new FrameSize(480, 360));
    private static final int CLIP = 9;
    private static final int EXPLAINED_EVERY = 10;
    private static final int WHITE = 0xffffff;

    private static final String OWN_VIDEO = """

            With a video of your own:
              ./spmtrack serve                                       draw the box in the browser
              ./spmtrack track clip.mp4 --box 120,80,60,40 --video   x,y,width,height in the first frame
              ./spmtrack track camera:0 --box 300,200,80,80 --view   a camera
            """;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "demo",
            description = "Default: the folder ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--open", description = "Show the page in the browser at the end.")
    private boolean open;

    @Override
    public void run() {
        Sequence clip = WORLD.sequence(CLIP);
        WeightsOptions builtIn = new WeightsOptions(WeightsOptions.BUILT_IN);
        try (Interruption interruption = new Interruption();
                Loaded loaded = builtIn.load(List.of(), backends.open());
                Drawing drawing = new Drawing(console, out, true, false, EXPLAINED_EVERY);
                Targets targets = new Targets(
                        "boxes",
                        () -> new SpmTracker(loaded.session(), loaded.tracker()),
                        List.of(clip.truth().box(0)),
                        0)) {
            console.remark("weights: " + loaded.origin());
            follow(clip, targets, drawing, interruption);
            report(clip, targets);
        }
        if (open && !Browser.show(page())) {
            console.remark("no browser was found: open " + page() + " in one");
        }
        console.out().print(OWN_VIDEO);
        console.out().flush();
    }

    private Path page() {
        return out.resolve("boxes.html");
    }

    private void follow(Sequence clip, Targets targets, Drawing drawing, Interruption interruption) {
        try (Progress progress = console.progress("tracking", 0, clip.size())) {
            for (int frame = 0; frame < clip.size() && !interruption.requested(); frame++) {
                Image image = clip.frames().image(frame);
                targets.next(Frame.of(frame, image), drawing.pictured(frame));
                Image marked = Drawing.withBox(image, clip.truth().box(frame), WHITE);
                drawing.add(frame, List.of(marked), targets.lastBoxes());
                progress.at(frame + 1, targets.summary());
            }
        }
    }

    private void report(Sequence clip, Targets targets) {
        SequenceResult result = targets.results().getFirst();
        double[] overlaps = FrameOverlaps.of(clip.truth(), result.boxes());
        double mean = Arrays.stream(overlaps)
                .filter(overlap -> !Double.isNaN(overlap))
                .average()
                .orElse(0);
        targets.writeExplanations(out);
        console.out()
                .printf(
                        "%s: how the boxes were found%nmean overlap with the true box: %.2f, at %.0f frames a second%n",
                        page(), mean, 1 / medianSeconds(result));
    }

    /** The mean would be that of the first frames, in which the JVM compiles. */
    private static double medianSeconds(SequenceResult result) {
        double[] sorted = result.frames().stream()
                .mapToDouble(TrackedFrame::seconds)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }
}
