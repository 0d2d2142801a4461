package io.spmtrack.engine;

import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every backend must do: each op case, value and gradient, as the reference does it without fused kernels. */
abstract class BackendContract {
    /**
     * Largest difference relative to the largest magnitude of a tensor: sums of up to 200 terms in 32-bit floats stay below
     * 200 · 2⁻²⁴ ≈ 1.2e-5 of it.
     */
    private static final double TOLERANCE = 1.2e-5;

    abstract Backend backend();

    /** All outputs of a case on the backend; overridden where it is slow to load. */
    Map<String, double[]> run(OpCase opCase) {
        return CaseRun.run(opCase, true, backend());
    }

    static List<OpCase> cases() {
        return OpCases.all();
    }

    static List<EffectCase> effects() {
        return EffectCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valueAndGradientAreTheReferences(OpCase opCase) {
        Map<String, double[]> expected = CaseRun.run(opCase, true, new ReferenceBackend(false));
        Map<String, double[]> actual = run(opCase);
        expected.forEach((name, values) ->
                Floats.assertClose(opCase + ", " + name, values, actual.get(name), TOLERANCE, floor(opCase + name)));
    }

    /** Gradients of a softmax-like op cancel: their natural scale is that of the incoming gradient, not of the result. */
    private static double floor(String name) {
        return name.contains("Backward") || name.contains("dx") ? 2 : 1e-30;
    }

    @ParameterizedTest
    @MethodSource("effects")
    void effectsAreTheReferences(EffectCase effect) {
        List<double[]> expected = effect.run(new ReferenceBackend(false));
        List<double[]> actual = effect.run(backend());
        for (int i = 0; i < expected.size(); i++) {
            Floats.assertClose(effect + ", result " + i, expected.get(i), actual.get(i), TOLERANCE, 1e-30);
        }
    }
}
