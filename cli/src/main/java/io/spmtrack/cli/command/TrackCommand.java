package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Drawing;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.console.Progress;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.ProfileOptions;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.eval.read.Source;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.eval.result.ResultWriter;
import io.spmtrack.eval.video.VideoFrames;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack track}: follows targets through a video and writes their boxes, pictures and a video. */
@Command(
        name = "track",
        description = {
            "Follows one or more targets through a folder of images, a video file, a camera (camera:0) or one"
                    + " sequence of a data SPEC.",
        })
public final class TrackCommand implements Runnable {
    private static final int PICTURES = 30;
    private static final int UNKNOWN_LENGTH = 25;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Mixin
    private ProfileOptions profile;

    @Mixin
    private WeightsOptions weights;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "What to track in.")
    private String source;

    @Option(
            names = "--x",
            paramLabel = "SOURCE",
            description =
                    "The same view in a second modality (thermal, depth, events): a video or a folder of images of"
                            + " the same size as the first, paired by position.")
    private Optional<String> second = Optional.empty();

    @Option(
            names = "--box",
            paramLabel = "X,Y,W,H",
            description = "A target in the first frame, in pixels. Repeatable; default: the first annotated box.")
    private List<String> boxes = new ArrayList<>();

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description =
                    "Track without weights: still, matching or filter (a correlation filter). Default: filter where"
                            + " there is no run and neither weights nor settings nor explanations are asked for.")
    private Optional<String> baseline = Optional.empty();

    @Option(names = "--out", paramLabel = "DIR", description = "Default: a folder tracks/<name of the source>.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "otb",
            description = "Of the file of boxes: otb, got10k, trackingnet, vot, csv, json. Default: ${DEFAULT-VALUE}.")
    private String format;

    @Option(names = "--video", description = "A video with the boxes drawn; every frame as a picture without ffmpeg.")
    private boolean video;

    @Option(
            names = "--view",
            description = "A window that shows each frame as it is tracked; closing it ends the tracking.")
    private boolean view;

    @Option(
            names = "--explain",
            paramLabel = "DIR",
            description = "A page for each target that explains its boxes: search crop, score map, references,"
                    + " and what happened inside the network: weights, attention, gates and experts; of the"
                    + " frames that --pictures chooses.")
    private Optional<Path> explain = Optional.empty();

    @Option(
            names = "--pictures",
            paramLabel = "N",
            description = "A picture of every N-th frame with the boxes drawn, 0 for none; default: about 30 in all.")
    private Optional<Integer> pictures = Optional.empty();

    @Option(
            names = "--min-confidence",
            paramLabel = "P",
            defaultValue = "0",
            description = "Below this confidence (0 to 1) the target counts as lost: its box is written as nan.")
    private double minConfidence;

    @Option(
            names = "--pace",
            paramLabel = "FILE",
            hidden = true,
            description = "The first seconds as JSON, for bench start.")
    private Optional<Path> paces = Optional.empty();

    @Parameters(
            index = "1..*",
            paramLabel = "key=value",
            description = "Settings of the tracker, e.g. tracker.window_penalty=0.3.")
    private List<String> settings = new ArrayList<>();

    @Override
    public void run() {
        ResultFormat written = ResultFormat.of(format);
        if (!(minConfidence >= 0 && minConfidence <= 1)) {
            throw new InputException("--min-confidence=" + minConfidence + ": a number from 0 to 1 is expected");
        }
        if (pictures.orElse(0) < 0) {
            throw new InputException("--pictures=" + pictures.get() + ": a number from 0 is expected");
        }
        explain.ifPresent(TrackCommand::writable);
        Optional<Baseline> plain = withoutWeights();
        // Before the weights are read: a wrong name is told at once, and the first frames are decoded meanwhile.
        try (Source opened = second.map(other -> Source.open(source, other)).orElseGet(() -> Source.open(source))) {
            List<Box> first = boxes.isEmpty()
                    ? annotated(opened)
                    : boxes.stream().map(TrackCommand::box).toList();
            if (plain.isPresent()) {
                String with = "tracker: " + plain.get().title() + ", which needs no weights";
                track(opened, first, plain.get()::open, backends.threads(), 1, with, written);
            } else {
                track(opened, first, written);
            }
        }
    }

    private void track(Source opened, List<Box> first, ResultFormat written) {
        Backend backend = profile.open(backends);
        try (Loaded loaded =
                        explain.isPresent() ? weights.explaining(settings, backend) : weights.load(settings, backend);
                Lanes lanes = profile.asked() || explain.isPresent()
                        ? Lanes.one(loaded.session())
                        : loaded.lanes(backends, first.size())) {
            track(
                    opened,
                    first,
                    () -> new SpmTracker(lanes.next(), loaded.tracker()),
                    lanes.count(),
                    loaded.model().settings().streams(),
                    "weights: " + loaded.origin(),
                    written);
        }
        profile.report(backends, console);
    }

    private Optional<Baseline> withoutWeights() {
        if (baseline.isPresent() && (weights.named() || explain.isPresent() || !settings.isEmpty())) {
            throw new InputException("--baseline=" + baseline.get()
                    + ": weights, settings of the network and explanations do not go with a tracker that has no"
                    + " weights; leave one of them away");
        }
        return baseline.map(Baseline::of);
    }

    private void track(
            Source opened,
            List<Box> first,
            Supplier<Tracker> open,
            int atOnce,
            int streams,
            String with,
            ResultFormat written) {
        Path folder = out.orElseGet(() -> Path.of("tracks", opened.name()));
        opened.places().forEach(place -> Drawing.spare(place, folder));
        try (Interruption interruption = new Interruption();
                Drawing drawing = new Drawing(console, folder, video, view, every(opened.frames()));
                Targets targets = new Targets(opened.name(), open, first, minConfidence, atOnce)) {
            console.remark(with);
            Modalities.tell(opened, streams, console);
            follow(opened.frames(), targets, drawing, interruption);
            write(targets, written, folder);
        }
    }

    private static void writable(Path pages) {
        try {
            Files.createDirectories(pages);
        } catch (IOException e) {
            throw new InputException("--explain=" + pages + ": cannot be created: " + e + "; choose another folder", e);
        }
    }

    private static List<Box> annotated(Source source) {
        if (source.boxes().isEmpty()) {
            throw new InputException(source.name() + ": has no annotated box to start from; give --box X,Y,W,H in"
                    + " pixels of the first frame");
        }
        return source.boxes().subList(0, 1);
    }

    private static Box box(String text) {
        String[] parts = text.split("[,; ]+", -1);
        try {
            if (parts.length == 4) {
                double[] numbers = IntStream.range(0, 4)
                        .mapToDouble(i -> Double.parseDouble(parts[i]))
                        .toArray();
                return Box.xywh(numbers[0], numbers[1], numbers[2], numbers[3]);
            }
        } catch (NumberFormatException e) {
            throw notABox(text, e);
        }
        throw notABox(text, new IllegalArgumentException(parts.length + " numbers"));
    }

    private static InputException notABox(String text, Exception cause) {
        return new InputException("--box=" + text + ": four numbers X,Y,W,H in pixels are expected", cause);
    }

    private int every(Frames frames) {
        boolean known = frames.size() != Integer.MAX_VALUE;
        return pictures.orElse(known ? Math.max(1, frames.size() / PICTURES) : UNKNOWN_LENGTH);
    }

    private void follow(Frames frames, Targets targets, Drawing drawing, Interruption interruption) {
        long total = frames.size() == Integer.MAX_VALUE ? -1 : frames.size();
        Pace pace = new Pace();
        try (Progress progress = console.progress("tracking", 0, total)) {
            for (int frame = 0; !stopped(interruption, drawing) && frames.has(frame); frame++) {
                List<Image> images = frames.images(frame);
                long start = System.nanoTime();
                targets.next(Frame.of(frame, images), explain.isPresent() && drawing.pictured(frame));
                pace.found(System.nanoTime() - start, Instant.now());
                drawing.add(frame, images, targets.lastBoxes());
                progress.at(frame + 1, targets.summary());
            }
            if (!stopped(interruption, drawing)) {
                Modalities.of(frames).forEach(each -> warnOfMissing(each, targets.frames()));
            }
        } catch (RuntimeException e) {
            if (targets.frames() > 0) {
                write(targets, ResultFormat.of(format), drawing.folder());
            }
            throw e;
        }
        pace.text().ifPresent(console::remark);
        paces.ifPresent(file -> pace.start()
                .ifPresent(figures -> console.json(file, figures.json().toPrettyString())));
    }

    private void warnOfMissing(Frames frames, int decoded) {
        if (frames instanceof VideoFrames video && !video.has(decoded) && video.promised() > decoded) {
            console.remark(
                    video + ": only " + decoded + " of " + video.promised() + " frames can be decoded; the video was"
                            + " cut or is damaged, and after a gap the rows count the frames that are left");
        }
    }

    private static boolean stopped(Interruption interruption, Drawing drawing) {
        return interruption.requested() || drawing.closed();
    }

    private void write(Targets targets, ResultFormat written, Path folder) {
        targets.results().forEach(result -> {
            Path file = ResultWriter.write(result, written, folder);
            console.out()
                    .printf(
                            "%s: boxes of %d frames (%.1f fps)%n",
                            file, result.frames().size(), result.framesPerSecond());
        });
        console.out().flush();
        explain.ifPresent(
                pages -> targets.writeExplanations(pages).forEach(page -> console.remark("explained: " + page)));
    }
}
