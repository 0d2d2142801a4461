package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.References;
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
 * @param references images of each reference, {@code [B·S, 3, h, w]}
 * @param masks their foreground, {@code [B, cells]}
 * @param search images of the first search frame, {@code [B·S, 3, H, W]}
 * @param scores logits {@code [B, cells]}
 * @param boxes corners relative to the search crop {@code [B, cells, 4]}
 * @param share of the samples
 * @param seed of the choice among them
 */
record Rollout(
        Program program,
        List<Program.Input> references,
        List<Program.Input> masks,
        Program.Input search,
        Program.Output scores,
        Program.Output boxes,
        double share,
        long seed) {
    private static final long STREAM = 0x726f6c6cL;

    static Rollout record(Model model, TrainSettings train) {
        Program program = new Program("rollout");
        ModelSettings sizes = model.settings();
        SpmTrack network = model.network();
        int samples = train.microBatch();
        int pictures = samples * sizes.streams();
        int template = sizes.input().templateSize();
        int size = sizes.input().searchSize();
        List<Program.Input> references = new ArrayList<>();
        List<Program.Input> masks = new ArrayList<>();
        List<References.Embedded> tokens = new ArrayList<>();
        for (int i = 0; i < sizes.input().references(); i++) {
            references.add(program.input("reference" + i, DType.F32, pictures, 3, template, template));
            masks.add(program.input("mask" + i, DType.F32, samples, sizes.templateCells()));
            tokens.add(
                    network.reference(references.get(i).tensor(), masks.get(i).tensor(), Probe.NONE));
        }
        Program.Input search = program.input("search", DType.F32, pictures, 3, size, size);
        Tensor state = sizes.input().stateToken()
                ? program.tape()
                        .constant(0)
                        .expand(Shape.of(samples, 1, sizes.backbone().embedDim()))
                : Tensor.none();
        SpmTrack.Output output = network.frame(
                state,
                network.ahead(References.join(tokens), Pass.tracking()),
                network.search(search.tensor(), Probe.NONE),
                Pass.tracking());
        return new Rollout(
                program,
                List.copyOf(references),
                List.copyOf(masks),
                search,
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
            fill(session, samples);
            session.run(program);
        }
        for (int i = 0; i < chosen.length; i++) {
            errors.add(chosen[i] ? error(session, samples.get(i), i) : Optional.empty());
        }
        return errors;
    }

    private void fill(Session session, List<Sample> samples) {
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            for (int r = 0; r < references.size(); r++) {
                BatchInputs.copy(sample.references()[r], session.input(references.get(r)), i);
                BatchInputs.mask(sample.masks()[r], session.input(masks.get(r)), i);
            }
            BatchInputs.copy(sample.searches()[0], session.input(search), i);
        }
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
