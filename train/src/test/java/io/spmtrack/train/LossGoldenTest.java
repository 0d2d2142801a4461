package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The two losses element by element, and the gradients of their sums, as training records them. */
class LossGoldenTest {
    private static final double VALUE = 1e-5;
    private static final double GRADIENT = 5e-5;

    static Stream<Arguments> cases() {
        return SharedFolder.golden("ops_*.json").stream()
                .flatMap(path ->
                        Stream.of(Arguments.of(path, new ReferenceBackend()), Arguments.of(path, new CpuBackend(2))));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void crossEntropyAndItsGradientAreTheOfficialOnes(Path path, Backend backend) {
        try (TensorFile golden = GoldenValues.tensors(path)) {
            int count = golden.floats("bce.logits").length;
            Tape tape = new Tape();
            Tensor logits = tape.input("bce.logits", DType.F32, count);
            Tensor targets = tape.input("bce.targets", DType.F32, count);
            Tensor loss = TrackingLoss.crossEntropy(logits, targets);
            tape.output("bce.loss", loss);
            tape.output("bce.grad_of_sum", gradient(loss, logits));
            run(tape, backend, golden, List.of("bce.logits", "bce.targets"), session -> {
                near(golden, session, "bce.loss", VALUE);
                near(golden, session, "bce.grad_of_sum", GRADIENT);
            });
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void boxLossAndItsGradientAreTheOfficialOnes(Path path, Backend backend) {
        try (TensorFile golden = GoldenValues.tensors(path)) {
            int count = golden.floats("iou.pred").length / 4;
            Tape tape = new Tape();
            Tensor predicted = tape.input("iou.pred", DType.F32, count, 4);
            Tensor truth = tape.input("iou.target", DType.F32, count, 4);
            TrackingLoss.Overlap overlap = TrackingLoss.Overlap.of(predicted, truth);
            Tensor loss = overlap.giou().rsub(1);
            tape.output("iou.iou_eps1e-6", overlap.iou());
            tape.output("iou.giou_loss", loss);
            tape.output("iou.giou_loss_grad_of_sum_wrt_pred", gradient(loss, predicted));
            run(tape, backend, golden, List.of("iou.pred", "iou.target"), session -> {
                near(golden, session, "iou.iou_eps1e-6", VALUE);
                near(golden, session, "iou.giou_loss", VALUE);
                near(golden, session, "iou.giou_loss_grad_of_sum_wrt_pred", GRADIENT);
            });
        }
    }

    private static Tensor gradient(Tensor loss, Tensor by) {
        return Grad.of(loss.sumAll(), List.of(by)).getFirst();
    }

    private interface Check {
        void of(Session session);
    }

    private static void run(Tape tape, Backend backend, TensorFile golden, List<String> inputs, Check check) {
        try (Session session = backend.load(Map.of("loss", Compiler.compile(tape, backend)))) {
            for (String input : inputs) {
                GoldenModel.fill(session.input("loss", input), golden.floats(input));
            }
            session.run("loss");
            check.of(session);
        }
    }

    /** Within a tolerance in relation to the largest magnitude of the stored tensor (golden/README.md, Tolerances). */
    private static void near(TensorFile golden, Session session, String name, double tolerance) {
        float[] expected = golden.floats(name);
        double[] actual = Floats.of(session.output("loss", name));
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertEquals(expected.length, actual.length, name);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * largest, name + " " + i);
        }
    }
}
