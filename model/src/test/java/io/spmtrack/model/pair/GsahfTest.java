package io.spmtrack.model.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.StepCost;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.settings.SettingKeys;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fusion by itself: its graph, its convolution and its alignment, against plain loops. */
class GsahfTest {
    private static final int SAMPLES = 2;
    private static final int NODES = 14;
    private static final int WIDTH = 5;
    private static final double CLOSE = 2e-5;

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    private static GsahfSettings settings(String... rows) {
        SettingKeys<GsahfSettings> keys = SettingKeys.of(GsahfSettings.class);
        return keys.with(keys.defaults(), rows);
    }

    /** Features of the nodes of a sample; the last node lies far from all others. */
    private static double[][] features(int sample) {
        double[][] rows = new double[NODES][WIDTH];
        for (int i = 0; i < NODES; i++) {
            for (int j = 0; j < WIDTH; j++) {
                rows[i][j] = (float) (Math.sin(1 + 7.3 * i + 2.9 * j + 11 * sample) + (i == NODES - 1 ? 100 : 0));
            }
        }
        return rows;
    }

    /** {@code H[node][edge]} by the definition: the own node and the nearest others, of equally near ones the first. */
    private static double[][] incidence(double[][] x, int neighbours) {
        double[][] h = new double[x.length][x.length];
        for (int edge = 0; edge < x.length; edge++) {
            int own = edge;
            IntStream.range(0, x.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(node -> node == own ? -1 : distance(x[own], x[node])))
                    .limit(neighbours + 1L)
                    .forEach(node -> h[node][own] = 1);
        }
        return h;
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum();
    }

    private static double[] rowSums(double[][] h) {
        return Arrays.stream(h).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    }

    private static double[] columnSums(double[][] h) {
        return IntStream.range(0, h.length)
                .mapToDouble(
                        edge -> Arrays.stream(h).mapToDouble(row -> row[edge]).sum())
                .toArray();
    }

    /** {@code Dv^-½ H De^-1 Hᵀ Dv^-½ x} by dense matrices. */
    private static double[][] carried(double[][] h, double[][] x) {
        double[] nodes = rowSums(h);
        double[] edges = columnSums(h);
        double[][] y = new double[NODES][WIDTH];
        for (int to = 0; to < NODES; to++) {
            for (int edge = 0; edge < NODES; edge++) {
                for (int from = 0; from < NODES; from++) {
                    double share = h[to][edge] * h[from][edge] / edges[edge] / Math.sqrt(nodes[to] * nodes[from]);
                    for (int j = 0; j < WIDTH; j++) {
                        y[to][j] += share * x[from][j];
                    }
                }
            }
        }
        return y;
    }

    private record Answer(double[] carried, double[] convolved, double[] nodeDegrees, double[] edgeDegrees) {}

    private static Answer run(Backend backend, GsahfSettings settings, UnaryOperator<double[][]> order) {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, SAMPLES, NODES, WIDTH);
        Tensor weight = tape.input("w", DType.F32, WIDTH, WIDTH);
        Hypergraph graph = Hypergraph.of(x, settings, settings.gsahfNeighbours() + 1);
        Tensor flat = x.reshape(SAMPLES * NODES, WIDTH);
        tape.output("carried", graph.carry(flat));
        tape.output("convolved", graph.convolve(flat, weight));
        tape.output("nodes", graph.nodeDegrees());
        tape.output("edges", graph.edgeDegrees());
        try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                fill(session.input("p", "x"), sample * NODES * WIDTH, order.apply(features(sample)));
            }
            fill(session.input("p", "w"), 0, weight());
            session.run("p");
            return new Answer(
                    Floats.of(session.output("p", "carried")),
                    Floats.of(session.output("p", "convolved")),
                    Floats.of(session.output("p", "nodes")),
                    Floats.of(session.output("p", "edges")));
        }
    }

    private static void fill(MemorySegment to, int at, double[][] rows) {
        int next = at;
        for (double[] row : rows) {
            for (double value : row) {
                to.setAtIndex(ValueLayout.JAVA_FLOAT, next++, (float) value);
            }
        }
    }

    private static double[][] weight() {
        double[][] weight = new double[WIDTH][WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                weight[i][j] = (float) Math.cos(3 * i + 1.7 * j);
            }
        }
        return weight;
    }

    private static double[] all(UnaryOperator<double[][]> of) {
        return IntStream.range(0, SAMPLES)
                .mapToObj(sample -> of.apply(features(sample)))
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void degreesAndSumsAreThoseOfTheIncidenceMatrix(Backend backend) {
        Answer answer = run(backend, settings("gsahf_neighbours=3"), UnaryOperator.identity());
        assertArrayEquals(all(x -> new double[][] {rowSums(incidence(x, 3))}), answer.nodeDegrees(), "H 1");
        assertArrayEquals(all(x -> new double[][] {columnSums(incidence(x, 3))}), answer.edgeDegrees(), "Hᵀ 1");
        assertArrayEquals(all(x -> carried(incidence(x, 3), x)), answer.carried(), 100 * CLOSE);
        assertEquals(1, answer.nodeDegrees()[NODES - 1], "the node far away is in its own edge only");
        assertTrue(Arrays.stream(answer.carried()).allMatch(Double::isFinite));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void permutedNodesGiveThePermutedResult(Backend backend) {
        GsahfSettings settings = settings("gsahf_neighbours=4");
        int[] from = IntStream.range(0, NODES).map(i -> (5 * i + 3) % NODES).toArray();
        double[] straight = run(backend, settings, UnaryOperator.identity()).convolved();
        double[] permuted = run(
                        backend,
                        settings,
                        rows -> Arrays.stream(from).mapToObj(i -> rows[i]).toArray(double[][]::new))
                .convolved();
        for (int sample = 0; sample < SAMPLES; sample++) {
            for (int i = 0; i < NODES; i++) {
                int at = (sample * NODES + i) * WIDTH;
                int was = (sample * NODES + from[i]) * WIDTH;
                assertArrayEquals(
                        Arrays.copyOfRange(straight, was, was + WIDTH),
                        Arrays.copyOfRange(permuted, at, at + WIDTH),
                        100 * CLOSE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void edgesOfOneNodeAreAPlainLayer(Backend backend) {
        double[] expected = all(x -> {
            double[][] y = new double[NODES][WIDTH];
            for (int i = 0; i < NODES; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    double sum = 0;
                    for (int k = 0; k < WIDTH; k++) {
                        sum += x[i][k] * weight()[j][k];
                    }
                    y[i][j] = sum / (1 + Math.exp(-sum)) + x[i][j];
                }
            }
            return y;
        });
        Answer answer = run(backend, settings("gsahf_neighbours=0"), UnaryOperator.identity());
        assertArrayEquals(expected, answer.convolved(), 100 * CLOSE);
    }

    /** Of 14 · 14 pairs, the 14 of a node with itself among them, at most a fifth lie within the radius, and no more could. */
    @ParameterizedTest
    @MethodSource("backends")
    void radiusHoldsItsShareOfThePairs(Backend backend) {
        GsahfSettings settings = settings("gsahf_edges=radius", "gsahf_neighbours=13", "gsahf_radius=0.2");
        double[] expected = all(x -> {
            double[][] counts = new double[1][NODES];
            double radius = Arrays.stream(x)
                    .flatMapToDouble(a -> Arrays.stream(x).mapToDouble(b -> distance(a, b)))
                    .filter(candidate -> within(x, candidate) <= 0.2 * NODES * NODES)
                    .max()
                    .orElseThrow();
            for (int i = 0; i < NODES; i++) {
                int own = i;
                counts[0][i] = Arrays.stream(x)
                        .filter(other -> distance(x[own], other) <= radius)
                        .count();
            }
            return counts;
        });
        Answer answer = run(backend, settings, UnaryOperator.identity());
        assertArrayEquals(expected, answer.edgeDegrees());
        assertArrayEquals(expected, answer.nodeDegrees(), "nearness is mutual");
    }

    private static long within(double[][] x, double radius) {
        return Arrays.stream(x)
                .flatMapToDouble(a -> Arrays.stream(x).mapToDouble(b -> distance(a, b)))
                .filter(distance -> distance <= radius)
                .count();
    }

    /** Against plain loops; with β = 0, as it begins, nothing changes. */
    @ParameterizedTest
    @MethodSource("backends")
    void alignmentIsTheSoftmaxOfTheCrossGramMatrix(Backend backend) {
        double[][] visible = features(0);
        double[][] other = features(1);
        double[][] expected = new double[NODES][WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            double[] row = new double[WIDTH];
            double sum = 0;
            for (int j = 0; j < WIDTH; j++) {
                double gram = 0;
                for (int k = 0; k < NODES - 1; k++) {
                    gram += visible[k][i] * other[k][j] / (NODES - 1);
                }
                row[j] = Math.exp(gram / 0.25);
                sum += row[j];
            }
            for (int k = 0; k < NODES; k++) {
                expected[k][i] = other[k][i];
                for (int j = 0; j < WIDTH; j++) {
                    expected[k][i] += 0.5 * other[k][j] * row[j] / sum;
                }
            }
        }
        double[] found = aligned(backend, visible, other, 0.5f);
        assertArrayEquals(flat(expected), found, CLOSE);
        assertArrayEquals(flat(other), aligned(backend, visible, other, 0), "as it begins");
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows, 0, NODES - 1).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] aligned(Backend backend, double[][] visible, double[][] other, float mix) {
        Tape tape = new Tape();
        GramAlignment gram = GramAlignment.of(settings("gsahf_temperature=0.25"));
        try (ParamStore store = new ParamStore(gram)) {
            store.initialize(1);
            gram.mix().segment().set(ValueLayout.JAVA_FLOAT, 0, mix);
            Tensor v = tape.input("v", DType.F32, 1, NODES - 1, WIDTH);
            tape.output("y", gram.apply(v, tape.input("x", DType.F32, 1, NODES - 1, WIDTH)));
            try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                fill(session.input("p", "v"), 0, Arrays.copyOf(visible, NODES - 1));
                fill(session.input("p", "x"), 0, Arrays.copyOf(other, NODES - 1));
                session.run("p");
                return Floats.of(session.output("p", "y"));
            }
        }
    }

    /** A map of 5 by 5 cells in squares of 2 by 2: those at the far edges hold two cells, the last one holds one. */
    @ParameterizedTest
    @MethodSource("backends")
    void poolingIsTheMeanOfTheCellsThereAre(Backend backend) {
        Tape tape = new Tape();
        CellMap map = new CellMap(5, 2);
        Tensor pooled = map.pool(tape.input("x", DType.F32, 1, 25, 1));
        tape.output("pooled", pooled);
        tape.output("spread", map.spread(pooled));
        try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
            for (int i = 0; i < 25; i++) {
                session.input("p", "x").setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
            }
            session.run("p");
            double[] means = {3, 5, 6.5, 13, 15, 16.5, 20.5, 22.5, 24};
            assertArrayEquals(means, Floats.of(session.output("p", "pooled")));
            double[] spread = IntStream.range(0, 25)
                    .mapToDouble(i -> means[i / 5 / 2 * 3 + i % 5 / 2])
                    .toArray();
            assertArrayEquals(spread, Floats.of(session.output("p", "spread")));
        }
    }

    /** What plans say the fusion costs is what its products cost, and nothing but the choice of edges is as large as V · V. */
    @Test
    void costIsThatOfItsProducts() {
        GsahfSettings settings = settings("gsahf=true", "gsahf_levels=2", "gsahf_width=8", "gsahf_neighbours=5");
        Gsahf fusion = Gsahf.of(settings, 24);
        Backend backend = new CpuBackend(1);
        Tape tape = new Tape();
        try (ParamStore store = new ParamStore(fusion)) {
            store.initialize(1);
            List<Tensor> depths = List.of(tape.input("a", DType.F32, 2, 36, 24), tape.input("b", DType.F32, 2, 36, 24));
            tape.output("y", fusion.apply(depths, Optional.empty()));
            Plan plan = Compiler.compile(tape, backend);
            double products = plan.steps().stream()
                            .mapToDouble(step -> StepCost.of(step).operations())
                            .sum()
                    / 2;
            long sparse = 2L * 2 * 36 * 6 * 8;
            assertEquals((double) (settings.macs(24, 6) - sparse), products);
        }
    }
}
