package io.spmtrack.cli.serve;

import io.spmtrack.eval.Frames;
import io.spmtrack.eval.read.Source;
import io.spmtrack.eval.video.VideoFrames;
import io.spmtrack.model.image.Image;
import java.util.Optional;

/** A video file or a folder of images. Pages and the tracking thread decode apart, so that scrubbing does not disturb tracking. */
final class FileReel implements Reel {
    private static final double USUAL_RATE = 25;

    private final Frames tracked;
    private final Frames shown;
    private final Pictures pictures;
    private final int size;
    private final double rate;

    /** @param again the same source once more */
    FileReel(Source source, Source again, long kept) {
        this.tracked = source.frames();
        this.shown = again.frames();
        this.pictures = new Pictures(kept);
        this.size = tracked.size();
        this.rate = tracked instanceof VideoFrames video ? video.framesPerSecond() : USUAL_RATE;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public boolean has(int frame) {
        return tracked.has(frame);
    }

    @Override
    public Image image(int frame) {
        Image image = tracked.image(frame);
        pictures.newest(frame, image);
        return image;
    }

    @Override
    public Shown show(int frame) {
        Optional<Shown> kept = pictures.find(frame);
        return kept.isPresent() ? kept.get() : pictures.encode(frame, decoded(frame));
    }

    private synchronized Image decoded(int frame) {
        if (!shown.has(frame)) {
            throw new Refusal(Refusal.MISSING, "there is no frame " + frame + ": the video ends before");
        }
        return shown.image(frame);
    }

    @Override
    public Shown latest(boolean tracking) {
        return show(pictures.newest().map(Pictures.Numbered::frame).orElse(0));
    }

    @Override
    public void close() {
        tracked.close();
        shown.close();
    }
}
