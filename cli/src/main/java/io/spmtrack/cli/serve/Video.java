package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.Source;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.Tracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A video that is open in a page: its pictures, its targets and the thread that tracks them. All targets whose turn it is are found in
 * one frame before the next one is read; a corrected target goes back to where it was corrected and catches up with the others.
 */
final class Video implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Video.class.getName());
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final int PATIENCE_SECONDS = 10;
    private static final int WITHOUT_LIMIT = Integer.MAX_VALUE;

    private final String id;
    private final String name;
    private final Reel reel;
    private final Optional<Supplier<Source>> again;
    private final Supplier<Tracker> open;
    private final Limits limits;
    private final Map<Integer, Followed> targets = new TreeMap<>();
    private final List<Followed> removed = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<Film> film = Optional.empty();
    private int lastTarget;
    private int end;
    private int newest = -1;
    private long version = 1;
    private long asked = System.nanoTime();
    private int left;
    private String note = "";
    private boolean closed;

    /**
     * @param again opens the same source once more; empty for a camera
     * @param open makes a tracker
     */
    Video(String id, String name, Reel reel, Optional<Supplier<Source>> again, Supplier<Tracker> open, Limits limits) {
        this.id = id;
        this.name = name;
        this.reel = reel;
        this.again = again;
        this.open = open;
        this.limits = limits;
        this.end = reel.size();
    }

    /** Starts the tracking thread; it waits until tracking is wanted. */
    Video started() {
        Thread.ofPlatform().daemon().name("tracking-" + id).start(this::run);
        return this;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    Reel reel() {
        return reel;
    }

    /** A page asks about this video, so somebody looks at it. */
    synchronized void touch() {
        asked = System.nanoTime();
    }

    /** How long ago a page asked. */
    synchronized Duration idle() {
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    boolean camera() {
        return again.isEmpty();
    }

    /** How long it stays open after the last question: nobody leaves a camera on. */
    Duration kept() {
        return camera() ? limits.idle() : limits.kept();
    }

    /**
     * Gives the box of a target in a frame.
     *
     * @param target empty for a new one
     * @return the target's number
     */
    int give(Optional<Integer> target, int frame, Box box) {
        Shown shown = reel.show(frame);
        check(box, shown);
        synchronized (this) {
            Followed followed = target.isPresent() ? target(target.get()) : added();
            checkRows(followed, frame);
            targets.put(followed.id(), followed);
            followed.give(frame, box, ++version);
            note = "";
            notifyAll();
            return followed.id();
        }
    }

    private static void check(Box box, Shown shown) {
        if (!box.valid()) {
            throw new Refusal(Refusal.BAD, "the box has no size: drag from one corner to the other");
        }
        if (!box.overlaps(new Box(0, 0, shown.width(), shown.height()))) {
            throw new Refusal(Refusal.BAD, "the box lies outside of the picture: draw it around the target");
        }
        if (box.width() > 2.0 * shown.width() || box.height() > 2.0 * shown.height()) {
            throw new Refusal(Refusal.BAD, "the box is far larger than the picture: draw it around the target");
        }
    }

    private Followed added() {
        if (targets.size() >= limits.targets()) {
            throw new Refusal(
                    Refusal.TOO_MANY, "a video has at most " + limits.targets() + " targets: remove one before");
        }
        if (closed) {
            throw new Refusal(Refusal.MISSING, "this video is closed");
        }
        return new Followed(++lastTarget, open.get());
    }

    private void checkRows(Followed followed, int frame) {
        if (rows() - followed.size() + (long) followed.sizeWith(frame) >= limits.rows()) {
            throw new Refusal(
                    Refusal.TOO_MANY, "there is no room for more boxes: export them, and open the video anew");
        }
    }

    private int rows() {
        return targets.values().stream().mapToInt(Followed::size).sum();
    }

    private Followed target(int number) {
        Followed followed = targets.get(number);
        if (followed == null) {
            throw new Refusal(Refusal.MISSING, "there is no target " + number);
        }
        return followed;
    }

    /** Forgets a target. */
    synchronized void remove(int number) {
        removed.add(target(number));
        targets.remove(number);
        version++;
        notifyAll();
    }

    synchronized Optional<Insight> insight(int number) {
        return target(number).insight();
    }

    /** Starts tracking, for so many frames where that is said. */
    synchronized void track(Optional<Integer> frames) {
        if (targets.isEmpty()) {
            throw new Refusal(Refusal.CONFLICT, "there is no target yet: draw a box around one");
        }
        left = frames.orElse(WITHOUT_LIMIT);
        note = "";
        version++;
        notifyAll();
    }

    /** Stops tracking after the frame at hand. */
    synchronized void pause() {
        stop("");
    }

    synchronized boolean tracking() {
        return left > 0;
    }

    private synchronized void stop(String why) {
        left = 0;
        note = why;
        version++;
        notifyAll();
    }

    /** What was found of all targets. */
    synchronized List<Rows> found() {
        return targets.values().stream().map(Followed::rows).toList();
    }

    /** What changed after a version of the state; waits a while for a change. */
    synchronized ObjectNode state(long after) {
        long deadline = System.nanoTime() + POLL.toNanos();
        try {
            for (long rest = POLL.toMillis(); version <= after && !closed && rest > 0; ) {
                wait(rest);
                rest = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Optional<Integer> known = end == Integer.MAX_VALUE ? Optional.empty() : Optional.of(end);
        return new State(version, left > 0, newest, known, note, List.copyOf(targets.values()), film).json(after);
    }

    /** Begins to make a video with the boxes drawn. */
    synchronized void film() {
        if (film.isPresent() && film.get().making()) {
            throw new Refusal(Refusal.CONFLICT, "the video is being made");
        }
        Supplier<Source> source = again.orElseThrow(() -> new Refusal(
                Refusal.CONFLICT, "the pictures of a camera are not kept: record it with spmtrack track camera:0"));
        List<Rows> rows = found();
        if (rows.stream().allMatch(row -> row.found().isEmpty())) {
            throw new Refusal(Refusal.CONFLICT, "nothing is tracked yet: draw a box and start");
        }
        film.ifPresent(Film::close);
        film = Optional.of(Film.start(source, rows, reel.rate(), this::changed));
        changed();
    }

    /** The video with the boxes drawn. */
    synchronized Film finishedFilm() {
        return film.filter(Film::ready).orElseThrow(() -> new Refusal(Refusal.MISSING, "the video is not made yet"));
    }

    private synchronized void changed() {
        version++;
        notifyAll();
    }

    private void run() {
        try {
            while (awaitWork()) {
                step();
            }
        } finally {
            discardAll();
            ended.countDown();
            reel.close();
        }
    }

    private synchronized void discardAll() {
        closed = true;
        discard(removed);
        discard(targets.values());
    }

    private static void discard(Collection<Followed> followed) {
        followed.forEach(Followed::close);
        followed.clear();
    }

    private synchronized boolean awaitWork() {
        try {
            while (left == 0 && !closed) {
                discard(removed);
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        discard(removed);
        return !closed;
    }

    private void step() {
        try {
            List<Step> steps = plan();
            if (!steps.isEmpty()) {
                follow(steps);
            }
        } catch (InputException | Refusal e) {
            stop(e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "tracking failed", e);
            stop("tracking failed: " + e);
        }
    }

    /** The targets that are furthest behind, or nothing with a note that says why. */
    private synchronized List<Step> plan() {
        List<Step> steps = targets.values().stream()
                .map(Followed::step)
                .filter(step -> step.frame() < end)
                .toList();
        int frame = steps.stream().mapToInt(Step::frame).min().orElse(end);
        if (steps.isEmpty()) {
            stop("every target is followed to the end; correct a box to go on from there");
        } else if (idle().compareTo(limits.idle()) > 0) {
            stop("paused, because the page was not there");
            return List.of();
        } else if (rows() >= limits.rows()) {
            stop("stopped after " + limits.rows() + " boxes: export them, and open the video anew");
            return List.of();
        }
        return steps.stream().filter(step -> step.frame() == frame).toList();
    }

    private void follow(List<Step> steps) {
        int number = steps.getFirst().frame();
        if (!reel.has(number)) {
            end(number);
            return;
        }
        Frame frame = Frame.of(number, reel.image(number));
        for (Step step : steps) {
            Found found = step.target().find(step, frame);
            synchronized (this) {
                step.target().take(step, found.of(++version));
            }
        }
        synchronized (this) {
            newest = number;
            left = left == WITHOUT_LIMIT || left == 0 ? left : left - 1;
            notifyAll();
        }
    }

    private synchronized void end(int frame) {
        end = frame;
        stop("the video ends here");
    }

    /** Ends the tracking and waits for it; trackers do not use their network afterwards. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            film.ifPresent(Film::close);
            notifyAll();
        }
        if (camera()) {
            reel.close(); // wakes the thread that waits for the next picture
        }
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "tracking of " + name + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
