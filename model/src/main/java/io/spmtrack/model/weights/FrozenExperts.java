package io.spmtrack.model.weights;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.model.Model;
import io.spmtrack.model.variant.AdapterSettings;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frozen experts of a mixture are copies of one network, and that one alone is computed (docs/spec/variants.md §4). */
final class FrozenExperts {
    private static final Pattern EXPERT =
            Pattern.compile("(blocks\\.\\d+\\.mlp\\.)experts\\.\\d+\\.(.+\\.linear\\..+)");

    private FrozenExperts() {}

    /** Refuses weights of frozen experts that differ from one another. */
    static void check(Contents contents, Model model) {
        boolean frozen = model.settings().adapters().ffn() == AdapterSettings.Ffn.MOE
                && model.settings().moe().moeFrozen();
        if (frozen) {
            Map<String, Param> parameters = model.weights().parameters();
            parameters.keySet().forEach(name -> check(contents, parameters, EXPERT.matcher(name)));
        }
    }

    private static void check(Contents contents, Map<String, Param> parameters, Matcher expert) {
        if (!expert.matches() || parameters.get(expert.group()).role() != Role.FROZEN) {
            return; // what is trained may differ
        }
        String shared = expert.group(1) + "shared_experts." + expert.group(2);
        String source = parameters.containsKey(shared) ? shared : expert.group(1) + "experts.0." + expert.group(2);
        if (parameters
                        .get(expert.group())
                        .segment()
                        .mismatch(parameters.get(source).segment())
                != -1) {
            throw contents.defect(expert.group() + " differs from " + source
                    + ": with model.moe_frozen=true all experts have the same frozen network; train them with"
                    + " model.moe_frozen=false, or make the file again");
        }
    }
}
