package io.spmtrack.model.track;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.inside.Insight;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Follows one target through a video (docs/spec/inference.md): {@link #init} with its box in the first frame, then
 * {@link #update} with every later frame.
 *
 * <p>One tracker serves one target and one thread at a time. Any number of trackers, in any threads, may share a
 * {@link FrameSession}.
 */
public final class SpmTracker implements Tracker {
    /** A target may be this many times as large as the image: beyond that its crop is a single colour. */
    private static final int LARGEST = 100;

    private final FrameSession session;
    private final ScoreMap scoreMap;
    /** Without a window: a lost target may be anywhere. */
    private final ScoreMap anywhere;

    private final Target target;
    private final Guide guide;
    private final Lost lost;
    private Peak lastPeak;
    private Optional<Question> asked = Optional.empty();
    private Optional<Stages> stages = Optional.empty();
    private long answered;
    private long network;

    /** A tracker with the published settings. */
    public SpmTracker(FrameSession session) {
        this(session, TrackerSettings.published());
    }

    /** A tracker that uses a loaded network; closing it does not close the network. */
    public SpmTracker(FrameSession session, TrackerSettings settings) {
        ModelSettings model = session.settings();
        this.session = session;
        this.target = new Target(model, settings);
        this.guide = Guide.of(settings.filterShare(), model.streams());
        this.lost = new Lost(settings.lost(), settings.lostAfter());
        CellGrid grid = new CellGrid(
                model.searchGrid(), model.searchGrid(), model.backbone().patch());
        this.scoreMap = new ScoreMap(grid, settings.windowPenalty());
        this.anywhere = new ScoreMap(grid, 0);
    }

    /**
     * Starts on a new video.
     *
     * @param frame the first frame; weights that see one picture see its first
     * @param box the target in it, in pixels; positive size, overlapping the image
     * @throws InputException if the box has no size, lies outside the image, or is many times as large
     */
    @Override
    public void init(Frame frame, Box box) {
        Image image = frame.image();
        check(image, box);
        asked = Optional.empty();
        stages = Optional.empty();
        target.start(session.newVideo(), frame, box);
        guide.start(frame, box);
        lost.start(box);
    }

    private static void check(Image image, Box box) {
        if (!box.valid()) {
            throw new InputException("the first box " + text(box) + " has no positive size: give x,y,w,h in pixels");
        }
        if (!box.overlaps(image.bounds())) {
            throw new InputException("the first box " + text(box) + " lies outside the image of " + image.width()
                    + " x " + image.height() + " pixels: give x,y,w,h in pixels");
        }
        int side = Math.max(image.width(), image.height());
        if (box.width() > LARGEST * side || box.height() > LARGEST * side) {
            throw new InputException(
                    "the first box " + text(box) + " is more than " + LARGEST + " times as large as the" + " image of "
                            + image.width() + " x " + image.height() + " pixels: give x,y,w,h in pixels");
        }
    }

    /** As the user wrote it. */
    private static String text(Box box) {
        return box.x1() + "," + box.y1() + "," + box.width() + "," + box.height();
    }

    /**
     * Finds the target in the next frame.
     *
     * @return its box, clipped to the image, and the confidence in 0…1
     */
    @Override
    public TrackResult update(Frame frame) {
        long begun = System.nanoTime();
        TrackResult result = next(frame, (question, answer) -> {
            asked = Optional.of(question);
            answered = System.nanoTime();
            network = answer.nanoseconds();
        });
        stages = Optional.of(new Stages(answered - begun - network, network, System.nanoTime() - answered));
        return result;
    }

    @Override
    public Optional<Stages> stages() {
        return stages;
    }

    /** Runs the network once more, in a session that explains; the target is not touched. */
    @Override
    public Optional<Insight> inside() {
        return asked.flatMap(session::inside);
    }

    /**
     * As {@link #update}, and explains the box: the inputs of the network, its outputs and the choice. Allocates
     * the pictures; everything else is the same, the result too.
     */
    public Explanation explain(Frame frame) {
        Evidence evidence = new Evidence(session, map(), target);
        TrackResult result = next(frame, evidence::take);
        return evidence.explanation(target.frame(), result, lastPeak);
    }

    private ScoreMap map() {
        return lost.is() ? anywhere : scoreMap;
    }

    /** @param look sees what was asked and answered before the target goes on from it */
    TrackResult next(Frame frame, BiConsumer<Question, Answer> look) {
        Question question = target.ask(frame, lost.growth());
        Answer answer = session.answer(question);
        look.accept(question, answer);
        float[] factors = target.factors(answer);
        lastPeak = map().peak(
                        MemorySegment.ofArray(answer.scores()), 0, MemorySegment.ofArray(answer.boxes()), 0, factors);
        return lost.is() ? seek(frame) : follow(answer, frame, factors[lastPeak.cell()]);
    }

    private TrackResult follow(Answer answer, Frame frame, float factor) {
        guide.look(frame, lost.threshold());
        double confidence = guide.confidence(lastPeak.confidence());
        boolean sure = lost.sure(confidence);
        Box reported = target.follow(answer, frame, lastPeak, factor, guide, sure);
        lost.saw(confidence, reported);
        guide.settle(sure, lost.is());
        if (lost.is()) {
            target.go(lost.certain());
        }
        return new TrackResult(lost.is() ? lost.certain() : reported, confidence, lost.is());
    }

    /** The network's memory stays as it was before the target was lost. */
    private TrackResult seek(Frame frame) {
        Box proposed = target.inImage(lastPeak);
        guide.seek(frame, proposed);
        double confidence = guide.confidence(lastPeak.confidence());
        Box found =
                guide.again(proposed).clip(frame.image().width(), frame.image().height());
        boolean sure = lost.sure(confidence) && found.valid();
        lost.saw(sure ? confidence : 0, found);
        guide.settle(sure, lost.is());
        if (sure) {
            target.go(found);
        }
        return new TrackResult(lost.certain(), confidence, lost.is());
    }

    /** The target's memory. */
    Target target() {
        return target;
    }

    /** The chosen cell of the last frame. */
    public Peak lastPeak() {
        return lastPeak;
    }

    @Override
    public void close() {
        target.close();
        guide.close();
    }
}
