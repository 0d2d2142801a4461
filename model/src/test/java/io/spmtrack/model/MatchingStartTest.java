package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Before any training the first block tells search cells that look like the target from those that look like its surroundings. */
class MatchingStartTest {
    private static final ModelSettings SETTINGS = ModelSettings.tiny();
    private static final int PATCH = SETTINGS.backbone().patch();

    @Test
    void theFirstBlockTellsTargetFromSurroundings() {
        int grid = SETTINGS.templateGrid();
        float[][][] looks = looks(SETTINGS.searchGrid());
        try (Model model = new Model(SETTINGS, TrackerSettings.published())) {
            model.initialize(5);
            float[] likeness = likeness(model, looks);
            double inside = 0;
            double outside = 0;
            for (int row = 0; row < grid; row++) {
                for (int column = 0; column < grid; column++) {
                    double here = likeness[row * SETTINGS.searchGrid() + column];
                    if (inside(row, column)) {
                        inside += here / 4;
                    } else {
                        outside += here / (grid * grid - 4);
                    }
                }
            }
            assertTrue(inside > outside + 1, "inside " + inside + ", outside " + outside);
        }
    }

    private static boolean inside(int row, int column) {
        return row >= 2 && row < 4 && column >= 2 && column < 4;
    }

    /** A colour and a slope for each cell, [row][column][6]. */
    private static float[][][] looks(int grid) {
        Random random = new Random(11);
        float[][][] looks = new float[grid][grid][6];
        for (float[][] row : looks) {
            for (float[] cell : row) {
                for (int i = 0; i < cell.length; i++) {
                    cell[i] = (float) random.nextGaussian();
                }
            }
        }
        return looks;
    }

    private static void paint(MemorySegment image, int grid, float[][][] looks) {
        int side = grid * PATCH;
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    float[] look = looks[y / PATCH][x / PATCH];
                    float value = look[channel] + look[3 + channel] * (x % PATCH - PATCH / 2) / PATCH;
                    image.setAtIndex(ValueLayout.JAVA_FLOAT, ((long) channel * side + y) * side + x, value);
                }
            }
        }
    }

    /** The likeness channel of all search tokens behind the first block; the search crop continues the reference crops. */
    private static float[] likeness(Model model, float[][][] looks) {
        Tape tape = new Tape();
        List<References.Embedded> references = new ArrayList<>();
        int side = SETTINGS.input().templateSize();
        for (int i = 0; i < SETTINGS.input().references(); i++) {
            Tensor mask = tape.input("mask" + i, DType.F32, 1, SETTINGS.templateCells());
            references.add(model.network()
                    .reference(tape.input("reference" + i, DType.F32, 1, 3, side, side), mask, Probe.NONE));
        }
        Tensor image = tape.input(
                "search",
                DType.F32,
                1,
                3,
                SETTINGS.input().searchSize(),
                SETTINGS.input().searchSize());
        Tensor state =
                tape.constant(0).expand(Shape.of(1, 1, SETTINGS.backbone().embedDim()));
        Probe probe = (name, value) -> {
            if (name.equals("block0")) {
                tape.output(name, value);
            }
        };
        model.network()
                .frame(
                        state,
                        References.join(references),
                        model.network().search(image, Probe.NONE),
                        Pass.tracking().seenBy(probe));
        CpuBackend backend = new CpuBackend(1);
        try (Session session = backend.load(Map.of("frame", Compiler.compile(tape, backend)))) {
            for (int i = 0; i < SETTINGS.input().references(); i++) {
                paint(session.input("frame", "reference" + i), SETTINGS.templateGrid(), looks);
                MemorySegment mask = session.input("frame", "mask" + i);
                for (int cell = 0; cell < SETTINGS.templateCells(); cell++) {
                    boolean inside = inside(cell / SETTINGS.templateGrid(), cell % SETTINGS.templateGrid());
                    mask.setAtIndex(ValueLayout.JAVA_FLOAT, cell, inside ? 1 : 0);
                }
            }
            paint(session.input("frame", "search"), SETTINGS.searchGrid(), looks);
            session.run("frame");
            MemorySegment tokens = session.output("frame", "block0"); // [1, N, D]
            float[] likeness = new float[SETTINGS.searchCells()];
            int first = SETTINGS.tokens() - likeness.length;
            for (int cell = 0; cell < likeness.length; cell++) {
                long at = (long) (first + cell) * SETTINGS.backbone().embedDim()
                        + MatchingStart.likeness(SETTINGS.backbone().embedDim());
                likeness[cell] = tokens.getAtIndex(ValueLayout.JAVA_FLOAT, at);
            }
            return likeness;
        }
    }
}
