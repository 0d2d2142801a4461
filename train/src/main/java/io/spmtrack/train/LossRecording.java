package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.Model;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.References;
import io.spmtrack.model.SpmTrack;
import java.util.ArrayList;
import java.util.List;

/** Records the loss of a batch on a tape, one search frame after the other. */
final class LossRecording {
    private final Model model;
    private final TrainSettings settings;
    private final DropPath drop;
    private final boolean learns;
    private final List<Tensor> further = new ArrayList<>();
    private final Program program;
    private final BatchInputs<Program.Input> batch;
    private final Program.Input classificationWeight;
    private final Program.Input boxWeight;
    private final List<Tensor> computed;
    private final List<Tensor> given;
    private final References references;
    private final List<Program.Output> classification = new ArrayList<>();
    private final List<Program.Output> box = new ArrayList<>();
    private Tensor state;
    private Tensor total = Tensor.none();

    /**
     * Records the inputs and what both search frames share.
     *
     * @param learns whether weights are to change by this loss, not just to be judged
     */
    LossRecording(Program program, Model model, TrainSettings settings, DropPath drop, boolean learns) {
        this.program = program;
        this.model = model;
        this.settings = settings;
        this.drop = drop;
        this.learns = learns;
        this.batch = BatchInputs.record(program, model.settings(), settings.microBatch());
        this.classificationWeight = program.input("classification_weight", DType.F32);
        this.boxWeight = program.input("box_weight", DType.F32);
        References crops = references(model, batch, pass());
        switch (crops) {
            case References.Embedded tokens -> {
                this.references = tokens;
                this.computed = List.of();
                this.given = List.of();
            }
            case References.Encoded encoded -> {
                References.Encoded cut = encoded.detached();
                this.references = cut;
                this.computed = encoded.all();
                this.given = cut.all();
            }
        }
        this.state = noState(program, model, settings.microBatch());
    }

    /** The state token before the first search frame of so many samples. */
    static Tensor noState(Program program, Model model, int samples) {
        return model.settings().input().stateToken()
                ? program.tape()
                        .constant(0)
                        .expand(Shape.of(samples, 1, model.settings().backbone().embedDim()))
                : Tensor.none();
    }

    /** What a batch's search frames share. */
    static References references(Model model, BatchInputs<Program.Input> batch, Pass pass) {
        List<References.Embedded> each = new ArrayList<>();
        for (int i = 0; i < batch.references().size(); i++) {
            each.add(model.network()
                    .reference(
                            batch.references().get(i).tensor(),
                            batch.masks().get(i).tensor(),
                            Probe.NONE));
        }
        // What does not depend on the search crops is computed once for all of them.
        return model.network().ahead(References.join(each), pass);
    }

    private Pass pass() {
        Pass pass = Pass.training(drop, settings.recompute() == TrainSettings.Recompute.BLOCK);
        return learns ? pass.learning(further::add) : pass;
    }

    /** What the search frames take as given: the gradients that each has for these are to be added up, and taken {@link #back}. */
    List<Tensor> given() {
        return given;
    }

    /** Takes gradients of what is {@link #given} back to targets. */
    List<Tensor> back(List<Tensor> gradients, List<Tensor> targets) {
        return List.of(Grad.through(
                computed.toArray(Tensor[]::new), gradients.toArray(Tensor[]::new), targets.toArray(Tensor[]::new), 0));
    }

    /** Records the next search frame; its state token comes from the one before. */
    Tensor next() {
        int frame = classification.size();
        Tensor search = model.network().search(batch.searches().get(frame).tensor(), Probe.NONE);
        SpmTrack.Output output = model.network().frame(state, references, search, pass());
        state = output.state();
        TrackingLoss terms = TrackingLoss.of(
                output,
                new TrackingLoss.Labels(
                        batch.positives().get(frame).tensor(),
                        batch.boxes().get(frame).tensor(),
                        batch.counts().get(frame).tensor()));
        Tensor weighted = terms.classification().mul(classificationWeight.tensor());
        Tensor weightedBox = terms.box().mul(boxWeight.tensor());
        classification.add(program.output("classification" + frame, weighted));
        box.add(program.output("box_loss" + frame, weightedBox));
        Tensor sum = weighted.add(weightedBox);
        for (Tensor more : further) {
            sum = sum.add(more);
        }
        further.clear();
        total = total.plus(sum);
        return sum;
    }

    /** Ends the recording; the losses are its outputs. */
    TrainingProgram.Loss end() {
        return new TrainingProgram.Loss(
                program,
                batch,
                classificationWeight,
                boxWeight,
                program.output("loss", total),
                List.copyOf(classification),
                List.copyOf(box));
    }
}
