package io.spmtrack.cli.command;

import io.spmtrack.eval.report.ExplanationPage;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Explanation;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The targets of one video, each with a tracker of its own, and what was found so far. */
final class Targets implements AutoCloseable {
    private static final double NANOSECONDS = 1e9;

    private final String name;
    private final ExecutorService threads;
    private final List<Box> first;
    private final double minConfidence;
    private final List<Tracker> trackers = new ArrayList<>();
    private final List<List<TrackedFrame>> tracks = new ArrayList<>();
    private final List<ExplanationPage> pages = new ArrayList<>();

    /**
     * Follows one target after the other.
     *
     * @param open makes a tracker; several may share weights
     * @param first boxes in the first frame
     * @param minConfidence below which a target counts as lost
     */
    Targets(String name, Supplier<Tracker> open, List<Box> first, double minConfidence) {
        this(name, open, first, minConfidence, 1);
    }

    /** @param atOnce how many targets are followed at once, on a thread each */
    Targets(String name, Supplier<Tracker> open, List<Box> first, double minConfidence, int atOnce) {
        this.threads = Executors.newFixedThreadPool(
                Math.min(atOnce, first.size()),
                Thread.ofPlatform().daemon().name("spmtrack-target-", 0).factory());
        this.name = name;
        this.first = first;
        this.minConfidence = minConfidence;
        for (int i = 0; i < first.size(); i++) {
            trackers.add(open.get());
            tracks.add(new ArrayList<>());
            pages.add(new ExplanationPage("How " + label(i) + " was followed"));
        }
    }

    private String label(int target) {
        return first.size() == 1 ? name : name + "-" + (target + 1);
    }

    /**
     * Finds all targets in the next frame; the first frame only starts the trackers.
     *
     * @param explain whether the frame goes on the page that {@link #writeExplanations} writes
     */
    void next(Frame frame, boolean explain) {
        if (trackers.size() > 1) {
            frame.images().forEach(Image::mean); // which trackers would otherwise compute at once, each for itself
        }
        List<Future<TrackedFrame>> found = IntStream.range(0, trackers.size())
                .mapToObj(i -> threads.submit(() -> timed(i, frame, explain)))
                .toList();
        List<TrackedFrame> all = new ArrayList<>();
        for (Future<TrackedFrame> each : found) {
            all.add(result(each));
        }
        for (int i = 0; i < all.size(); i++) {
            tracks.get(i).add(all.get(i));
        }
    }

    private TrackedFrame timed(int target, Frame frame, boolean explain) {
        long start = System.nanoTime();
        TrackResult found = find(target, frame, explain);
        double seconds = (System.nanoTime() - start) / NANOSECONDS;
        Box box = found.lost() || found.confidence() < minConfidence ? Box.NONE : found.box();
        return new TrackedFrame(box, found.confidence(), seconds, found.lost());
    }

    private static TrackedFrame result(Future<TrackedFrame> found) {
        try {
            return found.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private TrackResult find(int target, Frame frame, boolean explain) {
        Tracker tracker = trackers.get(target);
        if (!tracks.get(target).isEmpty()) {
            if (explain && tracker instanceof SpmTracker network) {
                Explanation explanation = network.explain(frame);
                pages.get(target).add(explanation);
                return explanation.result();
            }
            return tracker.update(frame);
        }
        tracker.init(frame, first.get(target));
        return new TrackResult(first.get(target), 1);
    }

    /** Number of frames seen. */
    int frames() {
        return tracks.getLast().size();
    }

    /** Boxes in the last frame, {@link Box#NONE} for lost targets. */
    List<Box> lastBoxes() {
        return tracks.stream().map(track -> track.getLast().box()).toList();
    }

    /** The last frame's confidences for the progress line. */
    String summary() {
        return tracks.stream()
                .map(List::getLast)
                .map(last -> String.format(Locale.ROOT, last.lost() ? "%.2f (lost)" : "%.2f", last.confidence()))
                .collect(Collectors.joining(" ", "confidence ", ""));
    }

    /** One result for each target; several are numbered from 1. */
    List<SequenceResult> results() {
        return IntStream.range(0, tracks.size())
                .mapToObj(i -> new SequenceResult(label(i), tracks.get(i)))
                .toList();
    }

    /** Writes a page for each target, {@code NAME.html}, and returns the files. */
    List<Path> writeExplanations(Path folder) {
        return IntStream.range(0, pages.size())
                .mapToObj(i -> {
                    Path file = folder.resolve(label(i) + ".html");
                    pages.get(i).write(file);
                    return file;
                })
                .toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        trackers.forEach(Tracker::close);
    }
}
