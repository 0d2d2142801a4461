package io.spmtrack.train;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.model.DropPath;
import io.spmtrack.model.InputSettings;
import io.spmtrack.model.Model;
import io.spmtrack.train.optimizer.GradientSum;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.WeightAverage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What training computes, recorded as programs (docs/spec/model.md §7, docs/spec/training.md §1): {@code gradient} leaves the gradient of a
 * micro-batch in the optimiser's ranges, {@code sum} adds up those of a batch, {@code apply} changes the weights by it,
 * {@code average} takes them into their means, {@code loss}
 * gives the loss alone, for validation, {@code rollout} the boxes in the first search frame. Recording neither computes nor reserves
 * memory; a {@link TrainingSession} runs the programs.
 */
record TrainingProgram(
        Gradient gradient,
        GradientSum sum,
        Apply apply,
        Optional<WeightAverage.Update> average,
        Loss loss,
        Optional<Rollout> rollout) {
    /** Search frames of a sample at most; the second one's state token comes from the first. */
    static final int SEARCH_FRAMES = InputSettings.MOST_SEARCH_FRAMES;

    /**
     * Forward and backward of each search frame.
     *
     * @param loss the batch and its losses
     * @param step a number on which the random masks depend
     * @param kept see {@link DropPath#kept}
     * @param reached parameters that the loss depends on; the gradient of the others is zero
     */
    record Gradient(Loss loss, Program.Input step, List<Program.Input> kept, Set<Param> reached) {}

    /** Clipping and the optimiser's rule. */
    record Apply(Program program, Optimizer.Update values) {}

    /**
     * A batch and its losses.
     *
     * @param classificationWeight factor on the cross-entropy
     * @param boxWeight factor on the box loss
     * @param total the whole loss
     * @param classification weighted cross-entropy of each search frame
     * @param box weighted box loss of each search frame
     */
    record Loss(
            Program program,
            BatchInputs<Program.Input> batch,
            Program.Input classificationWeight,
            Program.Input boxWeight,
            Program.Output total,
            List<Program.Output> classification,
            List<Program.Output> box) {}

    /** Records the training of a model's weights. */
    static TrainingProgram record(
            Model model, Optimizer optimizer, Optional<WeightAverage> average, TrainSettings settings) {
        Program apply = new Program("apply");
        return new TrainingProgram(
                gradient(model, optimizer, settings),
                GradientSum.record(optimizer),
                new Apply(apply, optimizer.update(apply)),
                average.map(WeightAverage::update),
                loss(model, settings),
                settings.rollout() == 0 ? Optional.empty() : Optional.of(Rollout.record(model, settings)));
    }

    private static Gradient gradient(Model model, Optimizer optimizer, TrainSettings settings) {
        Program program = new Program("gradient");
        Tape tape = program.tape();
        double rate = model.settings().backbone().dropPath();
        Program.Input step = program.input("step", DType.I32);
        DropPath drop = rate > 0 ? DropPath.training(rate, step, settings.seed()) : DropPath.none();
        LossRecording recording = new LossRecording(program, model, settings, drop, true);
        List<Param> trained = optimizer.trained();
        List<Tensor> targets = trained.stream().map(tape::param).toList();
        List<Tensor> all = new ArrayList<>(targets);
        all.addAll(recording.given());
        List<Tensor> gradients = all.stream().map(target -> Tensor.none()).toList();
        for (int frame = 0; frame < model.settings().input().searchFrames(); frame++) {
            // Backward right after forward: one frame's activations live at a time, as the state token is detached.
            gradients = sums(gradients, Grad.of(recording.next(), all));
        }
        if (!recording.given().isEmpty()) {
            List<Tensor> shared = gradients.subList(targets.size(), all.size());
            gradients = sums(gradients.subList(0, targets.size()), recording.back(shared, targets));
        }
        optimizer.keep(tape, gradients);
        Set<Param> reached = new LinkedHashSet<>();
        for (int i = 0; i < gradients.size(); i++) {
            if (!gradients.get(i).isNone()) {
                reached.add(trained.get(i));
            }
        }
        return new Gradient(recording.end(), step, drop.kept(), reached);
    }

    private static List<Tensor> sums(List<Tensor> left, List<Tensor> right) {
        return IntStream.range(0, left.size())
                .mapToObj(i -> left.get(i).plus(right.get(i)))
                .toList();
    }

    private static Loss loss(Model model, TrainSettings settings) {
        Program program = new Program("loss");
        LossRecording recording = new LossRecording(program, model, settings, DropPath.none(), false);
        for (int frame = 0; frame < model.settings().input().searchFrames(); frame++) {
            recording.next();
        }
        return recording.end();
    }

    /** The plans of all programs. */
    Map<String, Plan> compile(Backend backend) {
        List<Program> all = new ArrayList<>(List.of(gradient.loss().program(), apply.program(), loss.program()));
        all.addAll(sum.putAside());
        all.addAll(sum.add());
        average.ifPresent(update -> all.add(update.program()));
        rollout.ifPresent(look -> all.add(look.program()));
        return Compiler.compile(all, backend);
    }
}
