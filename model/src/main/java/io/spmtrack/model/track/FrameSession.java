package io.spmtrack.model.track;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.model.Model;
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
    private final FrameProgram program;
    private final Session session;
    private final AtomicLong lastVideo = new AtomicLong();
    private final Held[] held;

    /** Records, compiles and loads the network. */
    public FrameSession(Model model, Backend backend) {
        this(model, backend, Optional.empty());
    }

    /** A session whose targets can also show what happens inside the network. */
    public static FrameSession explaining(Model model, Backend backend) {
        return new FrameSession(model, backend, Optional.of(new Inside(model)));
    }

    private FrameSession(Model model, Backend backend, Optional<Inside> inside) {
        this.model = model;
        this.program = FrameProgram.of(model, inside);
        this.session = backend.load(program.compile(backend));
        this.held = new Held[program.references().size()];
        Arrays.fill(held, Held.NONE);
    }

    /** The weights this session runs with. */
    public Model model() {
        return model;
    }

    /** A number no other video on this session has. */
    long newVideo() {
        return lastVideo.incrementAndGet();
    }

    /** Answers a target; others wait meanwhile. */
    synchronized Answer answer(Question question) {
        for (int i = 0; i < held.length; i++) {
            Held wanted = new Held(question.video(), question.references()[i]);
            if (!held[i].equals(wanted)) {
                embed(i, question);
                held[i] = wanted;
            }
        }
        FrameProgram.Whole frame = program.frame();
        input(frame.search()).copyFrom(question.search());
        input(frame.previous()).copyFrom(MemorySegment.ofArray(question.state()));
        session.run(frame.program());
        return new Answer(output(frame.scores()), output(frame.boxes()), output(frame.state()));
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
