package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.SpmTrack;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The network of one tracking frame, compiled and loaded on a backend. What depends on a reference crop alone is computed by a
 * program of its own when the crop changes, and kept (docs/adr/0007). Several trackers may share this object, also from
 * several threads: their frames take turns (whoever fills the inputs holds this object's monitor until it has read the
 * outputs). Weights must not change during a video.
 */
public final class FrameProgram implements AutoCloseable {
    private static final String FRAME = "frame";
    private static final String REFERENCE = "reference";

    private final Model model;
    private final ReferenceCache cache;
    private final ParamStore kept;
    private final Session session;
    private final AtomicLong lastVideo = new AtomicLong();

    /** Of which video (0: none) and frame the kept references are. */
    private final long[] videos;

    private final int[] frames;

    /** Records, compiles and loads the network for one target at a time. */
    public FrameProgram(Model model, Backend backend) {
        ModelSettings settings = model.settings();
        this.model = model;
        this.cache = ReferenceCache.of(settings);
        this.kept = model.buffers(cache);
        this.videos = new long[settings.references()];
        this.frames = new int[settings.references()];
        Map<String, Plan> programs = new LinkedHashMap<>();
        for (int i = 0; i < settings.references(); i++) {
            programs.put(REFERENCE + i, Compiler.compile(recordReference(i), backend));
        }
        programs.put(FRAME, Compiler.compile(recordFrame(), backend));
        this.session = backend.load(programs);
    }

    private Tape recordReference(int i) {
        ModelSettings settings = model.settings();
        SpmTrack network = model.network();
        Tape tape = new Tape();
        int template = settings.templateSize();
        Tensor image = tape.input("image", DType.F32, 1, 3, template, template);
        Tensor mask = tape.input("mask", DType.F32, 1, settings.templateCells());
        cache.slots().get(i).assign(network.projected(network.reference(image, mask, Probe.NONE)));
        return tape;
    }

    private Tape recordFrame() {
        ModelSettings settings = model.settings();
        SpmTrack network = model.network();
        Tape tape = new Tape();
        Tensor image = tape.input("search", DType.F32, 1, 3, settings.searchSize(), settings.searchSize());
        Tensor state = tape.input("state", DType.F32, 1, 1, settings.embedDim());
        Tensor search = network.search(image, Probe.NONE); // [1, cells, D]
        SpmTrack.Output output = network.frame(state, cache.read(tape), search, Pass.tracking());
        tape.output("scores", output.scores());
        tape.output("boxes", output.boxes());
        tape.output("state", output.state());
        return tape;
    }

    /** The weights this program runs with. */
    public Model model() {
        return model;
    }

    /** Reference crop {@code i}, normalised {@code [3, h, w]}; takes effect with {@link #embed}. */
    MemorySegment reference(int i) {
        return session.input(REFERENCE + i, "image");
    }

    /** Foreground mask of reference crop {@code i}, {@code [cells]}. */
    MemorySegment mask(int i) {
        return session.input(REFERENCE + i, "mask");
    }

    /** A number no other video on this program has. */
    long newVideo() {
        return lastVideo.incrementAndGet();
    }

    /** Whether reference {@code i} already is the crop of that frame of that video. */
    boolean holds(int i, long video, int frame) {
        return videos[i] == video && frames[i] == frame;
    }

    /** Computes and keeps what depends on reference crop {@code i} alone, the crop of that frame of that video. */
    void embed(int i, long video, int frame) {
        videos[i] = 0;
        session.run(REFERENCE + i);
        videos[i] = video;
        frames[i] = frame;
    }

    /** The search crop, normalised {@code [3, H, W]}. */
    MemorySegment search() {
        return session.input(FRAME, "search");
    }

    /** The previous frame's state token, zeros for the first. */
    MemorySegment previousState() {
        return session.input(FRAME, "state");
    }

    /** Runs the network on what its inputs hold; trackers do this themselves. */
    public void run() {
        session.run(FRAME);
    }

    /** What {@link #run} does besides computing, to be measured apart; see {@link Session#overheads}. */
    public Map<String, Runnable> overheads() {
        return session.overheads(FRAME);
    }

    /** Score logits {@code [cells]}. */
    MemorySegment scores() {
        return session.output(FRAME, "scores");
    }

    /** Boxes {@code [cells, 4]} relative to the search crop. */
    MemorySegment boxes() {
        return session.output(FRAME, "boxes");
    }

    /** The state token for the next frame. */
    MemorySegment state() {
        return session.output(FRAME, "state");
    }

    @Override
    public void close() {
        session.close();
        kept.close();
    }
}
