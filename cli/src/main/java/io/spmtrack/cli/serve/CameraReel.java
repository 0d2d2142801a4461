package io.spmtrack.cli.serve;

import io.spmtrack.eval.Frames;
import io.spmtrack.eval.read.Source;
import io.spmtrack.model.image.Image;

/** A camera: frames are numbered as they are taken, and only the last ones are kept. */
final class CameraReel implements Reel {
    private static final double USUAL_RATE = 25;

    private final Frames camera;
    private final Pictures pictures;
    private int newest = -1;

    CameraReel(Source source, long kept) {
        this.camera = source.frames();
        this.pictures = new Pictures(kept);
    }

    @Override
    public int size() {
        return Integer.MAX_VALUE;
    }

    @Override
    public double rate() {
        return USUAL_RATE;
    }

    @Override
    public synchronized boolean has(int frame) {
        while (newest < frame) {
            if (!camera.has(newest + 1)) {
                return false;
            }
            newest++;
            Image image = camera.image(newest);
            pictures.newest(newest, image);
            pictures.encode(newest, image);
        }
        return true;
    }

    @Override
    public Image image(int frame) {
        return pictures.newest()
                .filter(last -> last.frame() == frame)
                .map(Pictures.Numbered::image)
                .orElseGet(() -> Image.decode(show(frame).jpeg(), "frame " + frame));
    }

    @Override
    public Shown show(int frame) {
        return pictures.find(frame)
                .orElseThrow(() -> new Refusal(
                        Refusal.MISSING, "frame " + frame + " of the camera is not kept any more, or not taken yet"));
    }

    @Override
    public Shown latest(boolean tracking) {
        if (!tracking && !has(taken() + 1)) {
            throw new Refusal(Refusal.MISSING, "the camera has ended");
        }
        return show(Math.max(0, taken()));
    }

    private synchronized int taken() {
        return newest;
    }

    @Override
    public void close() {
        camera.close();
    }
}
