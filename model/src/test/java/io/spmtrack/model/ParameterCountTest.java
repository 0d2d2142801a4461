package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parameters of the published models and variants, one by one those of docs/spec/model.md §9 and docs/spec/variants.md
 * §0.
 */
class ParameterCountTest {
    private static final long FROZEN_BASE = 86_086_656;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("base", ModelSettings.base(), FROZEN_BASE, 29_243_909L, 115_330_565L),
                Arguments.of("large", ModelSettings.large(), 303_710_208L, 75_872_261L, 379_582_469L),
                Arguments.of("giant", ModelSettings.giant(), 1_135_493_120L, 204_018_693L, 1_339_511_813L),
                Arguments.of("table7-2", base(4, true), FROZEN_BASE, 45_169_157L, 131_255_813L),
                Arguments.of("experts-2", base(2, false), FROZEN_BASE, 18_461_189L, 104_547_845L),
                Arguments.of("experts-6", base(6, false), FROZEN_BASE, 40_026_629L, 126_113_285L),
                Arguments.of("experts-8", base(8, false), FROZEN_BASE, 50_809_349L, 136_896_005L));
    }

    private static ModelSettings base(int experts, boolean routeCompression) {
        return ModelSettings.base().with("expert_nums=" + experts, "route_compression=" + routeCompression);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void countsAreThePublishedOnes(String name, ModelSettings settings, long frozen, long trained, long total) {
        SpmTrack network = SpmTrack.of(settings);
        assertEquals(frozen, count(network, Role.FROZEN), name + ": frozen");
        assertEquals(trained, count(network, Role.TRAINED), name + ": trained");
        assertEquals(total, count(network, Role.FROZEN) + count(network, Role.TRAINED), name + ": all");
    }

    private static long count(SpmTrack network, Role role) {
        return network.parameters().values().stream()
                .filter(parameter -> parameter.role() == role)
                .mapToLong((Param parameter) -> parameter.shape().count())
                .sum();
    }
}
