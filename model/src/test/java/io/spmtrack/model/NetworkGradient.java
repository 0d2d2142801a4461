package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.engine.reference.ReferenceSession;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gradient of a whole network by its trained weights, through two search frames that share the references: against a
 * central difference along one direction in 64-bit floats, and on the CPU against the reference.
 */
final class NetworkGradient {
    private static final int BATCH = 2;
    private static final double STEP = 1.0 / (1 << 18);
    private static final double CURVATURE = 2e-5;
    private static final double ROUNDING = 1e-4;

    private NetworkGradient() {}

    static void check(ModelSettings settings) {
        try (Model model = new Model(settings, TrackerSettings.published())) {
            model.initialize(11);
            model.weights().parameters().forEach((name, parameter) -> {
                // Where these are 0, nothing before them has a gradient.
                if (name.contains(".sdmoe.") && name.endsWith("up.weight")
                        || name.equals("gsahf.up.weight")
                        || name.equals("gsahf.gram.mix")) {
                    GoldenModel.fill(
                            parameter.segment(),
                            GoldenValues.values(
                                    name,
                                    0.5,
                                    0,
                                    Math.toIntExact(parameter.shape().count())));
                }
            });
            Tape tape = new Tape();
            List<Param> trained = model.weights().parameters().values().stream()
                    .filter(parameter -> parameter.role() == Role.TRAINED)
                    .toList();
            record(model, tape, trained);
            difference(tape, trained);
            sameOnTheCpu(tape);
        }
    }

    private static void record(Model model, Tape tape, List<Param> trained) {
        ModelSettings settings = model.settings();
        int template = settings.input().templateSize();
        int side = settings.input().searchSize();
        List<References.Embedded> crops = new ArrayList<>();
        for (int i = 0; i < settings.input().references(); i++) {
            crops.add(model.network()
                    .reference(
                            tape.input("z" + i, DType.F32, BATCH * settings.streams(), 3, template, template),
                            tape.input("mask" + i, DType.F32, BATCH, settings.templateCells()),
                            Probe.NONE));
        }
        References references = model.network().ahead(References.join(crops), Pass.tracking());
        Tensor value = tape.constant(0);
        for (int frame = 0; frame < 2; frame++) {
            SpmTrack.Output output = model.network()
                    .frame(
                            settings.input().stateToken()
                                    ? tape.input(
                                            "state" + frame,
                                            DType.F32,
                                            BATCH,
                                            1,
                                            settings.backbone().embedDim())
                                    : Tensor.none(),
                            references,
                            model.network()
                                    .search(
                                            tape.input(
                                                    "x" + frame, DType.F32, BATCH * settings.streams(), 3, side, side),
                                            Probe.NONE),
                            Pass.tracking());
            value = value.add(product(output.scores(), "scores" + frame)).add(product(output.boxes(), "boxes" + frame));
            if (!output.state().isNone()) {
                value = value.add(product(output.state(), "next" + frame));
            }
        }
        tape.output("value", value);
        List<Tensor> gradients =
                Grad.of(value, trained.stream().map(tape::param).toList());
        for (int i = 0; i < gradients.size(); i++) {
            if (!gradients.get(i).isNone()) {
                tape.output("d " + trained.get(i).name(), gradients.get(i));
            }
        }
    }

    /** The sum of an output's elements with fixed weights. */
    private static Tensor product(Tensor output, String name) {
        Shape shape = output.shape();
        return output.mul(output.tape().input("w " + name, DType.F32, shape.sizes()))
                .sumAll();
    }

    private static void difference(Tape tape, List<Param> trained) {
        Plan plan = Compiler.compile(tape, new ReferenceBackend());
        try (ReferenceSession session = new ReferenceBackend().load(Map.of("p", plan))) {
            fill(session, plan);
            session.run("p");
            double slope = 0;
            double scale = 0;
            for (Param parameter : trained) {
                if (plan.outputs().containsKey("d " + parameter.name())) {
                    double[] gradient = session.values("p", "d " + parameter.name());
                    double[] way = way(parameter);
                    for (int i = 0; i < way.length; i++) {
                        slope += gradient[i] * way[i];
                        scale += Math.abs(gradient[i] * way[i]);
                    }
                }
            }
            List<float[]> before = trained.stream().map(NetworkGradient::values).toList();
            trained.forEach(parameter -> move(parameter, STEP));
            double up = value(session, trained);
            restore(trained, before);
            trained.forEach(parameter -> move(parameter, -STEP));
            double down = value(session, trained);
            restore(trained, before);
            assertEquals(up - down, slope, CURVATURE * scale, "directional difference");
        }
    }

    private static double value(ReferenceSession session, List<Param> trained) {
        session.push(trained);
        session.run("p");
        return session.values("p", "value")[0];
    }

    private static float[] values(Param parameter) {
        return parameter
                .segment()
                .asSlice(0, parameter.shape().count() * Float.BYTES)
                .toArray(ValueLayout.JAVA_FLOAT);
    }

    /** What moving up instead of down changes, exactly. */
    private static double[] way(Param parameter) {
        float[] values = values(parameter);
        float[] direction = direction(parameter);
        double[] way = new double[values.length];
        for (int i = 0; i < way.length; i++) {
            way[i] = (double) at(values[i], direction[i], STEP) - at(values[i], direction[i], -STEP);
        }
        return way;
    }

    private static void move(Param parameter, double distance) {
        float[] values = values(parameter);
        float[] direction = direction(parameter);
        for (int i = 0; i < values.length; i++) {
            values[i] = at(values[i], direction[i], distance);
        }
        GoldenModel.fill(parameter.segment(), values);
    }

    private static float at(float value, float direction, double distance) {
        return (float) (value + distance * direction);
    }

    private static float[] direction(Param parameter) {
        int count = Math.toIntExact(parameter.shape().count());
        return GoldenValues.values("direction " + parameter.name(), 1, 0, count);
    }

    private static void restore(List<Param> trained, List<float[]> before) {
        for (int i = 0; i < before.size(); i++) {
            GoldenModel.fill(trained.get(i).segment(), before.get(i));
        }
    }

    private static void sameOnTheCpu(Tape tape) {
        CpuBackend backend = new CpuBackend(2);
        Plan plan = Compiler.compile(tape, backend);
        Plan exact = Compiler.compile(tape, new ReferenceBackend());
        try (Session session = backend.load(Map.of("p", plan));
                ReferenceSession reference = new ReferenceBackend().load(Map.of("p", exact))) {
            fill(session, plan);
            fill(reference, exact);
            session.run("p");
            reference.run("p");
            for (String output : plan.outputs().keySet()) {
                double[] expected = reference.values("p", output);
                Floats.assertClose(output, expected, Floats.of(session.output("p", output)), ROUNDING, 1e-3);
            }
        }
    }

    private static void fill(Session session, Plan plan) {
        plan.inputs().forEach((name, ref) -> {
            MemorySegment input = session.input("p", name);
            int count = Math.toIntExact(ref.shape().count());
            if (name.startsWith("mask")) {
                for (int i = 0; i < count; i++) {
                    input.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 3 == 0 ? 1 : 0);
                }
            } else {
                GoldenModel.fill(input, GoldenValues.values(name, name.startsWith("w") ? 0.1 : 1, 0, count));
            }
        });
    }
}
