package io.spmtrack.eval.synthetic.pair;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the name of a generated pair says.
 *
 * @param modality of the second camera
 * @param blind whether one of the cameras is blind for a while
 */
public record PairName(String modality, boolean blind) {
    /** Of a name that {@link Pairs#name} gave; empty for all others. */
    public static Optional<PairName> of(String sequence) {
        String[] parts = sequence.split("-", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        return Arrays.stream(Modality.values())
                .filter(each -> each != Modality.MIXED && each.word().equals(parts[2]))
                .findFirst()
                .flatMap(modality -> Arrays.stream(Trouble.values())
                        .filter(trouble -> trouble.word().equals(parts[3]))
                        .findFirst()
                        .map(trouble -> new PairName(modality.word(), trouble != Trouble.CLEAR)));
    }
}
