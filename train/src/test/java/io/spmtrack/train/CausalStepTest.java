package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.Pass;
import io.spmtrack.model.Probe;
import io.spmtrack.model.References;
import io.spmtrack.model.SpmTrack;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.OptimizerSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training step of frame-causal attention (docs/spec/variants.md §10). */
class CausalStepTest {
    private static final double ROUNDING = 2e-5;

    /** Taking both frames' gradients back through the references once is the gradient of the whole loss. */
    @Test
    void gradientsOfBothFramesMeetInTheReferences() {
        CpuBackend backend = new CpuBackend(2);
        try (Model model = RecomputeStepTest.model(0, "attention=causal")) {
            Optimizer optimizer = new Optimizer(model.weights(), OptimizerSettings.published());
            List<Param> trained = optimizer.trained();
            Program whole = new Program("whole");
            BatchInputs<Program.Input> batch = BatchInputs.record(whole, model.settings(), 2);
            List<Tensor> gradients = Grad.of(
                    loss(model, batch),
                    trained.stream().map(whole.tape()::param).toList());
            for (int i = 0; i < trained.size(); i++) {
                if (!gradients.get(i).isNone()) {
                    whole.output(trained.get(i).name(), gradients.get(i));
                }
            }
            TrainingProgram step = TrainingProgram.record(
                    model, optimizer, Optional.empty(), RecomputeStepTest.settings(TrainSettings.Recompute.NONE));
            Program gradient = step.gradient().loss().program();
            try (Session session = backend.load(Compiler.compile(List.of(whole, gradient), backend))) {
                RecomputeStepTest.fill(batch.map(session::input));
                RecomputeStepTest.fill(step.gradient().loss().batch().map(session::input));
                one(session.input(step.gradient().loss().classificationWeight()));
                one(session.input(step.gradient().loss().boxWeight()));
                session.run(whole);
                session.run(gradient);
                session.pull(optimizer.gradients());
                for (String name : whole.tape().outputs().keySet()) {
                    double[] expected = Floats.of(session.output("whole", name));
                    Param parameter = model.weights().find(name).orElseThrow();
                    double[] actual = Floats.of(optimizer.gradient(parameter));
                    Floats.assertClose(name, expected, actual, ROUNDING, 1e-2);
                }
            }
        }
    }

    private static void one(MemorySegment input) {
        input.set(ValueLayout.JAVA_FLOAT, 0, 1);
    }

    /** The loss of both search frames, recorded plainly. */
    private static Tensor loss(Model model, BatchInputs<Program.Input> batch) {
        SpmTrack network = model.network();
        References references = network.ahead(
                References.join(IntStream.range(0, batch.references().size())
                        .mapToObj(i -> network.reference(
                                batch.references().get(i).tensor(),
                                batch.masks().get(i).tensor(),
                                Probe.NONE))
                        .toList()),
                Pass.tracking());
        Tensor state = batch.counts().getFirst().tensor().tape().constant(0).expand(Shape.of(2, 1, 32));
        Tensor sum = Tensor.none();
        for (int frame = 0; frame < batch.searches().size(); frame++) {
            Tensor search = network.search(batch.searches().get(frame).tensor(), Probe.NONE);
            SpmTrack.Output output = network.frame(state, references, search, Pass.tracking());
            state = output.state();
            TrackingLoss terms = TrackingLoss.of(
                    output,
                    new TrackingLoss.Labels(
                            batch.positives().get(frame).tensor(),
                            batch.boxes().get(frame).tensor(),
                            batch.counts().get(frame).tensor()));
            sum = sum.plus(terms.classification().add(terms.box()));
        }
        return sum;
    }

    /** Also where branches are dropped for samples or subsets of them: keys and values follow their samples. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.4})
    void computingBlocksAgainChangesNothing(double dropPath) {
        try (Model kept = RecomputeStepTest.model(dropPath, "attention=causal");
                Model again = RecomputeStepTest.model(dropPath, "attention=causal");
                TrainingSession plain = RecomputeStepTest.session(kept, TrainSettings.Recompute.NONE);
                TrainingSession frugal = RecomputeStepTest.session(again, TrainSettings.Recompute.BLOCK)) {
            for (int number = 0; number < 2; number++) {
                TrainingSession.Report expected = plain.update(number, 0, 1e-3);
                assertEquals(expected, reported(frugal.update(number, 0, 1e-3), expected));
                assertTrue(expected.gradNorm() > 0);
            }
            for (Param parameter : kept.weights().parameters().values()) {
                Param other = again.weights().find(parameter.name()).orElseThrow();
                assertEquals(-1, parameter.segment().mismatch(other.segment()), parameter.name());
            }
        }
    }

    /** Arrays have no equality of their own. */
    private static TrainingSession.Report reported(TrainingSession.Report actual, TrainingSession.Report arrays) {
        return new TrainingSession.Report(actual.loss(), arrays.classification(), arrays.box(), actual.gradNorm());
    }
}
