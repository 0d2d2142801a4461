package io.spmtrack.model.variant;

import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.SettingKeys;
import java.util.Map;

/** A mixture of whole feed-forward networks, {@code model.ffn=moe} (docs/spec/variants.md §4). */
public record MoeSettings(
        @Key(initial = "1", meaning = "experts of a mixture that every token goes through")
        int moeShared,

        @Key(initial = "4", meaning = "experts of a mixture that the router weighs")
        int moeExperts,

        @Key(initial = "0", meaning = "experts that the router chooses for each token; 0 for all of them")
        int moeTopk,

        @Key(initial = "false", meaning = "weights of the chosen experts add up to 1")
        boolean moeRenorm,

        @Key(initial = "false", meaning = "experts are frozen, each with LoRA of its own, instead of trained")
        boolean moeFrozen,

        @Key(
                initial = "zero_out",
                meaning =
                        "how trained experts beside a shared one start: zero_out copies the pretrained first layer and"
                                + " sets the second to 0; pretrained copies both; zero has all 0; bert is normal 0.02")
        Init moeInit,

        @Key(initial = "true", meaning = "layers of experts have biases")
        boolean moeBias,

        @Key(initial = "0", meaning = "factor on the loss that keeps the load of the experts even; 0 for none")
        double moeBalance) {
    /** How the trained experts beside a shared one start. */
    public enum Init {
        ZERO_OUT,
        PRETRAINED,
        ZERO,
        BERT
    }

    /** The mixtures of Table 7 by their letters. */
    public enum Row {
        A,
        B,
        C,
        D;

        /** The keys that it sets, without the group's name, with their values. */
        public Map<String, Object> settings() {
            return switch (this) {
                case A ->
                    Map.of("moe_shared", 1, "moe_experts", 4, "moe_topk", 0, "moe_renorm", false, "moe_frozen", false);
                case B ->
                    Map.of("moe_shared", 0, "moe_experts", 5, "moe_topk", 0, "moe_renorm", false, "moe_frozen", false);
                case C ->
                    Map.of("moe_shared", 1, "moe_experts", 4, "moe_topk", 0, "moe_renorm", false, "moe_frozen", true);
                case D ->
                    Map.of("moe_shared", 1, "moe_experts", 4, "moe_topk", 2, "moe_renorm", false, "moe_frozen", false);
            };
        }
    }

    /** A mixture as of row (a); what a model without mixtures has. */
    public static final MoeSettings INITIAL = SettingKeys.of(MoeSettings.class).defaults();

    private static final int MOST = 256;

    public MoeSettings {
        require(moeShared >= 0 && moeShared <= 1, "moe_shared must be 0 or 1");
        require(moeExperts >= 1 && moeExperts <= MOST, "moe_experts must lie in 1 to " + MOST);
        require(
                moeTopk >= 0 && moeTopk <= moeExperts,
                "moe_topk must lie in 0 to moe_experts=" + moeExperts + ", not " + moeTopk);
        require(moeBalance >= 0 && Double.isFinite(moeBalance), "moe_balance must not be negative");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("model: " + message);
        }
    }
}
