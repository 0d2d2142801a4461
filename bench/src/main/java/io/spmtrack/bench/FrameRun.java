package io.spmtrack.bench;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.validating.ValidatingBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.Crop;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import java.util.Map;
import java.util.function.LongSupplier;

/** Tracking in generated pictures, with the time of each part of a frame. */
public final class FrameRun implements AutoCloseable {
    private static final long SEED = 1;
    private static final int CHECKED_CELLS = 2;
    private static final double MILLION = 1e6;

    /**
     * Milliseconds of one frame.
     *
     * @param decode reading and decoding the picture
     * @param crop the search crop and the crop kept as a reference
     * @param model the network
     * @param rest of the tracker: filling inputs, the score map, the box
     */
    public record Parts(double decode, double crop, double model, double rest) {
        public double total() {
            return decode + crop + model + rest;
        }
    }

    private final Clip clip = new Clip();
    private final CpuProfile profile;
    private final LongSupplier clock;
    private final Model model;
    private final FrameSession session;
    private final SpmTracker tracker;
    private final Crop search;
    private final Crop reference;
    private final Storage crops;
    private int next = 1;

    /**
     * A tracker with random weights that has seen the first picture.
     *
     * @param profile that the backend counts in
     * @param clock of the profile
     */
    public FrameRun(
            ModelSettings settings, TrackerSettings tracking, Backend backend, CpuProfile profile, LongSupplier clock) {
        this.profile = profile;
        this.clock = clock;
        this.model = new Model(settings, tracking);
        model.initialize(SEED);
        this.session = new FrameSession(model, backend);
        this.tracker = new SpmTracker(session, tracking);
        this.search = new Crop(settings.input().searchSize(), settings.input().searchSize(), Normalization.IMAGENET);
        this.reference =
                new Crop(settings.input().templateSize(), settings.input().templateSize(), Normalization.IMAGENET);
        this.crops = new Storage(search.elements());
        tracker.init(Frame.of(0, clip.read(0)), clip.box());
    }

    /**
     * Runs the same program with one block on small crops, each step beside the reference.
     *
     * @throws IllegalStateException at the first step that differs
     */
    public static void check(ModelSettings settings, TrackerSettings tracking, Backend backend) {
        ModelSettings small = settings.resized(
                1,
                CHECKED_CELLS * settings.backbone().patch(),
                2 * CHECKED_CELLS * settings.backbone().patch());
        try (FrameRun run =
                new FrameRun(small, tracking, new ValidatingBackend(backend), new CpuProfile(), System::nanoTime)) {
            run.next();
            run.next();
        }
    }

    /** Tracks into the next picture. */
    public Parts next() {
        long start = clock.getAsLong();
        Image image = clip.read(next);
        long decoded = clock.getAsLong();
        long before = profile.total();
        TrackResult result = tracker.update(Frame.of(next++, image));
        double whole = (clock.getAsLong() - decoded) / MILLION;
        double network = (profile.total() - before) / MILLION;
        if (!Double.isFinite(result.confidence())) {
            throw new IllegalStateException("the confidence is " + result.confidence());
        }
        double cropping = crop(image);
        return new Parts((decoded - start) / MILLION, cropping, network, Math.max(0, whole - network - cropping));
    }

    /** The tracker's two crops once more, as it does not tell how long they took. */
    private double crop(Image image) {
        TrackerSettings settings = model.tracker();
        float[] padding = image.mean();
        long start = clock.getAsLong();
        search.into(
                image,
                CropTransform.ideal(clip.box(), settings.searchAreaFactor(), search.width()),
                padding,
                crops.segment(),
                0);
        reference.into(
                image,
                CropTransform.ideal(clip.box(), settings.templateAreaFactor(), reference.width()),
                padding,
                crops.segment(),
                0);
        return (clock.getAsLong() - start) / MILLION;
    }

    /** The network alone on what the last frame left in its inputs. */
    public void network() {
        session.run();
    }

    /** What {@link #network} does besides computing, to be measured apart. */
    public Map<String, Runnable> overheads() {
        return session.overheads();
    }

    @Override
    public void close() {
        tracker.close();
        session.close();
        model.close();
        crops.close();
        clip.close();
    }
}
