package io.spmtrack.train;

import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.model.Model;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.SpmTrack;
import io.spmtrack.model.image.Box;
import io.spmtrack.train.data.BoxError;
import io.spmtrack.train.data.Sample;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the network itself finds the target in the first search frame of a micro-batch. A share of the samples goes on from there: their
 * later references and search crops get the same error, so that the network learns from boxes as wrong as its own (docs/adr/0027).
 *
 * @param batch references and first search frames of the samples; what else belongs to a batch is not looked at
 * @param scores logits {@code [B, cells]}
 * @param boxes corners relative to the search crop {@code [B, cells, 4]}
 * @param share of the samples
 * @param seed of the choice among them
 */
record Rollout(
        Program program,
        BatchInputs<Program.Input> batch,
        Program.Output scores,
        Program.Output boxes,
        double share,
        long seed) {
    private static final long STREAM = 0x726f6c6cL;

    static Rollout record(Model model, TrainSettings train) {
        Program program = new Program("rollout");
        BatchInputs<Program.Input> batch =
                BatchInputs.record(program, model.settings().with("search_frames=1"), train.microBatch());
        SpmTrack network = model.network();
        SpmTrack.Output output = network.frame(
                LossRecording.noState(program, model, train.microBatch()),
                LossRecording.references(model, batch, Pass.tracking()),
                network.search(batch.searches().getFirst().tensor(), Probe.NONE),
                Pass.tracking());
        return new Rollout(
                program,
                batch,
                program.output("scores", output.scores()),
                program.output("boxes", output.boxes()),
                train.rollout(),
                train.seed());
    }

    /**
     * The errors of the boxes found; empty for samples that do not go on from there, or whose target was lost.
     *
     * @param first number of the first sample in the whole run, on which the choice depends
     */
    List<Optional<BoxError>> errors(Session session, List<Sample> samples, long first) {
        boolean[] chosen = new boolean[samples.size()];
        boolean any = false;
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = new Philox.Stream(seed, STREAM << 32 ^ first + i).chance(share);
            any |= chosen[i];
        }
        List<Optional<BoxError>> errors = new ArrayList<>();
        if (any) {
            BatchInputs.fill(batch.map(session::input), samples);
            session.run(program);
        }
        for (int i = 0; i < chosen.length; i++) {
            errors.add(chosen[i] ? error(session, samples.get(i), i) : Optional.empty());
        }
        return errors;
    }

    private Optional<BoxError> error(Session session, Sample sample, int number) {
        MemorySegment found = session.output(scores);
        int cells = sample.positives()[0].length;
        int best = number * cells;
        for (int cell = best + 1; cell < (number + 1) * cells; cell++) {
            if (at(found, cell) > at(found, best)) {
                best = cell;
            }
        }
        MemorySegment corners = session.output(boxes);
        Box box = new Box(
                at(corners, 4L * best),
                at(corners, 4L * best + 1),
                at(corners, 4L * best + 2),
                at(corners, 4L * best + 3));
        float[] truth = sample.boxes()[0];
        return BoxError.of(box, new Box(truth[0], truth[1], truth[2], truth[3]));
    }

    private static float at(MemorySegment values, long index) {
        return values.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }
}
