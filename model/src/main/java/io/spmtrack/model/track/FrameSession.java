package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.inside.Inside;
import io.spmtrack.model.inside.Insight;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The network of one tracking frame, loaded on a backend, which answers the questions of any number of targets, from any
 * threads, one after the other. It remembers of which crops it keeps what depends on them alone. Weights must not change during
 * a video.
 */
public final class FrameSession implements AutoCloseable {
    /** The crop of a frame of a video. */
    private record Held(long video, int frame) {
        static final Held NONE = new Held(0, 0); // videos count from 1
    }

    private final Model model;
    private final ModelSettings settings;
    private final FrameProgram program;
    private final Session session;
    private final AtomicLong lastVideo = new AtomicLong();
    private final Held[] held;

    /** Records, compiles and loads the network, with as many references as the model's tracker settings say. */
    public FrameSession(Model model, Backend backend) {
        this(model, backend, model.tracker());
    }

    /** As many references as these settings say; what else they say is of no interest here. */
    public FrameSession(Model model, Backend backend, TrackerSettings tracker) {
        this(model, backend, settings(model, tracker), Optional.empty());
    }

    /** A session whose targets can also show what happens inside the network. */
    public static FrameSession explaining(Model model, Backend backend, TrackerSettings tracker) {
        ModelSettings settings = settings(model, tracker);
        if (settings.streams() > 1) {
            throw new InputException(
                    "what happens inside a network of two modalities (model.sdmoe=true) cannot be shown yet:"
                            + " track without --explain");
        }
        return new FrameSession(model, backend, settings, Optional.of(new Inside(model, settings)));
    }

    private static ModelSettings settings(Model model, TrackerSettings tracker) {
        return tracker.references() == 0
                ? model.settings()
                : model.settings().with("references=" + tracker.references());
    }

    private FrameSession(Model model, Backend backend, ModelSettings settings, Optional<Inside> inside) {
        this.model = model;
        this.settings = settings;
        this.program = FrameProgram.of(model, settings, inside);
        program.fill(model);
        this.session = backend.load(program.compile(backend));
        this.held = new Held[program.references().size()];
        Arrays.fill(held, Held.NONE);
    }

    /** The weights this session runs with. */
    public Model model() {
        return model;
    }

    /** Those of the model, with as many references as this session uses. */
    ModelSettings settings() {
        return settings;
    }

    /** A number no other video on this session has. */
    long newVideo() {
        return lastVideo.incrementAndGet();
    }

    /** Answers a target; others wait meanwhile. */
    synchronized Answer answer(Question question) {
        long begun = System.nanoTime();
        for (int i = 0; i < held.length; i++) {
            Held wanted = new Held(question.video(), question.references()[i]);
            if (!held[i].equals(wanted)) {
                embed(i, question);
                held[i] = wanted;
            }
        }
        FrameProgram.Whole frame = program.frame();
        input(frame.search()).copyFrom(question.search());
        frame.previous().ifPresent(token -> input(token).copyFrom(MemorySegment.ofArray(question.state())));
        session.run(frame.program());
        return new Answer(
                output(frame.scores()),
                output(frame.boxes()),
                frame.state().map(this::output).orElse(new float[0]),
                System.nanoTime() - begun);
    }

    /** What happens inside the network on the way to an answer; nothing where this session does not explain. */
    synchronized Optional<Insight> inside(Question question) {
        return program.inside()
                .map(look -> look.look(session, question::reference, question.search(), question.state()));
    }

    /** Computes and keeps what depends on a reference crop alone. */
    private void embed(int i, Question question) {
        FrameProgram.Reference reference = program.references().get(i);
        held[i] = Held.NONE; // should this fail
        question.reference(i, input(reference.image()), input(reference.mask()));
        session.run(reference.program());
    }

    private MemorySegment input(Program.Input input) {
        return session.input(input)
                .asSlice(0, DType.BYTES * input.tensor().shape().count());
    }

    private float[] output(Program.Output output) {
        return session.output(output)
                .asSlice(0, DType.BYTES * output.type().shape().count())
                .toArray(ValueLayout.JAVA_FLOAT);
    }

    /** Runs the network once more on what its inputs hold, to be measured apart. */
    public synchronized void run() {
        session.run(program.frame().program());
    }

    /** What {@link #run} does besides computing; see {@link Session#overheads}. */
    public Map<String, Runnable> overheads() {
        return session.overheads(program.frame().program().name());
    }

    @Override
    public void close() {
        session.close();
        program.close();
    }
}
