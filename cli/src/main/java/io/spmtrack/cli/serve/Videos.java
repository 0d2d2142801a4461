package io.spmtrack.cli.serve;

import io.spmtrack.eval.read.Source;
import io.spmtrack.model.track.Tracker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The open videos of all pages. Those that no page asks about any more are closed. */
final class Videos implements AutoCloseable {
    private static final int SWEEPS_A_LIFE = 4;

    private final Supplier<Tracker> tracker;
    private final Limits limits;
    private final Map<String, Video> open = new TreeMap<>();
    private final Thread sweeper;
    private int last;

    Videos(Supplier<Tracker> tracker, Limits limits) {
        this.tracker = tracker;
        this.limits = limits;
        this.sweeper = Thread.ofPlatform().daemon().name("serve-sweeper").start(this::sweep);
    }

    /** Opens a video file or a folder of images. */
    Video open(Supplier<Source> source) {
        makeRoom();
        Source first = source.get();
        Reel reel = new FileReel(first, source.get(), limits.pictures());
        return added(first.name(), reel, Optional.of(source));
    }

    /** Opens a camera. */
    Video camera(int number) {
        makeRoom();
        Source source = Source.open("camera:" + number);
        return added(source.name(), new CameraReel(source, limits.pictures()), Optional.empty());
    }

    private synchronized Video added(String name, Reel reel, Optional<Supplier<Source>> again) {
        Video video = new Video(Integer.toString(++last), name, reel, again, tracker, limits).started();
        open.put(video.id(), video);
        return video;
    }

    /** Closes the video that nobody has asked about longest, if all places are taken. */
    private void makeRoom() {
        Optional<Video> oldest;
        synchronized (this) {
            if (open.size() < limits.videos()) {
                return;
            }
            oldest = open.values().stream()
                    .filter(video -> video.idle().compareTo(limits.idle()) > 0)
                    .max(Comparator.comparing(Video::idle));
        }
        close(oldest.orElseThrow(() -> new Refusal(
                Refusal.TOO_MANY, limits.videos() + " videos are open already: close one of them in its page")));
    }

    /** An open video; asking for it keeps it open. */
    synchronized Video find(String id) {
        Video video = open.get(id);
        if (video == null) {
            throw new Refusal(Refusal.MISSING, "this video is closed: open it again");
        }
        video.touch();
        return video;
    }

    void close(Video video) {
        synchronized (this) {
            open.remove(video.id());
        }
        video.close();
    }

    private void sweep() {
        long pause = Math.max(1, limits.idle().toMillis() / SWEEPS_A_LIFE);
        try {
            while (true) {
                Thread.sleep(pause);
                forgotten().forEach(this::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server ends
        }
    }

    private synchronized List<Video> forgotten() {
        return open.values().stream()
                .filter(video -> video.idle().compareTo(video.kept()) > 0)
                .toList();
    }

    @Override
    public void close() {
        sweeper.interrupt();
        List<Video> all;
        synchronized (this) {
            all = new ArrayList<>(open.values());
        }
        all.forEach(this::close);
    }
}
