package io.spmtrack.eval.benchmark;

import java.util.List;

/**
 * Short names of attributes in the order of the numbers in the benchmarks' files: those of the MATLAB toolkits ({@code attName},
 * {@code att_fig_name}) that read these files.
 */
final class AttributeNames {
    /** Also for Temple Color, in OTB's own toolkit. */
    static final List<String> OTB = List.of("IV", "OPR", "SV", "OCC", "DEF", "MB", "FM", "IPR", "OV", "BC", "LR");

    /** UAV123 and UAV20L. */
    static final List<String> UAV = List.of("SV", "ARC", "LR", "FM", "FOC", "POC", "OV", "BC", "IV", "VC", "CM", "SOB");

    /** And its extension. */
    static final List<String> LASOT =
            List.of("IV", "POC", "DEF", "MB", "CM", "ROT", "BC", "VC", "SV", "FOC", "FM", "OV", "LR", "ARC");

    /** Ends in adversarial samples, thermal crossover and modality switch. */
    static final List<String> TNL2K = List.of(
            "CM", "ROT", "DEF", "FOC", "IV", "OV", "POC", "VC", "SV", "BC", "MB", "ARC", "LR", "FM", "AS", "TC", "MS");

    static final List<String> VASTTRACK = List.of("LR", "SV", "FM", "ARC", "IV", "INV", "DEF", "ROT", "BC", "MB");

    private AttributeNames() {}
}
