package io.spmtrack.model;

import io.spmtrack.model.pair.GsahfSettings;
import io.spmtrack.model.pair.SdmoeSettings;
import io.spmtrack.model.settings.Inline;
import io.spmtrack.model.settings.Key;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.settings.SettingKeys;
import io.spmtrack.model.variant.AdapterSettings;
import io.spmtrack.model.variant.HeadSettings;
import io.spmtrack.model.variant.LoraSettings;
import io.spmtrack.model.variant.MoeSettings;
import java.util.Locale;

/**
 * Sizes and options of the network; defaults are those of SPMTrack-B (docs/spec/model.md §1, docs/spec/training.md §9).
 *
 * @param backbone the transformer
 * @param input crops and references
 * @param adapters what is learned beside its linear layers
 * @param tmoe their mixtures of low-rank experts
 * @param lora LoRA, where it stands in their place
 * @param moe mixtures of whole networks, where these stand in place of the feed-forward networks
 * @param head what makes scores and boxes
 * @param sdmoe what sees a second modality
 * @param gsahf how both pictures become one
 * @param attention which tokens see one another
 * @param train which weights training changes
 */
public record ModelSettings(
        @Inline BackboneSettings backbone,
        @Inline InputSettings input,
        @Inline AdapterSettings adapters,
        @Inline TmoeSettings tmoe,
        @Inline LoraSettings lora,
        @Inline MoeSettings moe,
        @Inline HeadSettings head,
        @Inline SdmoeSettings sdmoe,
        @Inline GsahfSettings gsahf,

        @Key(
                initial = "joint",
                meaning =
                        "which tokens see one another: joint is all; causal, of this project, lets a reference see itself"
                                + " alone, so that it is computed once")
        AttentionKind attention,

        @Key(
                initial = "adapters",
                meaning =
                        "what training changes: adapters, types, state and head on a frozen backbone; or full, all weights:"
                                + " from scratch, or of a pretrained backbone where qkv, out and ffn are none; or pair,"
                                + " what sdmoe adds to a frozen tracker")
        Train train) {
    /** Its keys, without the group's name. */
    public static final SettingKeys<ModelSettings> KEYS = SettingKeys.of(ModelSettings.class);

    /** All tokens see all; or a reference's tokens see their own crop only (docs/spec/variants.md §10). */
    public enum AttentionKind {
        JOINT,
        CAUSAL
    }

    /** Adapters, types, state and head on a frozen backbone; all weights; or what a second modality adds to a frozen tracker. */
    public enum Train {
        ADAPTERS,
        FULL,
        PAIR
    }

    // Several times the largest published model: what a file claims beyond that is not worth an attempt.
    static final int MOST_SIZE = 8192;
    static final int MOST = 256;

    public ModelSettings {
        require(
                input.templateSize() % backbone.patch() == 0 && input.searchSize() % backbone.patch() == 0,
                "template_size " + input.templateSize() + " and search_size " + input.searchSize()
                        + " must be multiples of patch " + backbone.patch());
        require(
                adapters.ffn() == AdapterSettings.Ffn.MOE || moe.equals(MoeSettings.INITIAL),
                "moe_* belong to ffn=moe, but ffn is " + adapters.ffn().name().toLowerCase(Locale.ROOT));
        require(sdmoe.sdmoe() || !gsahf.gsahf(), "gsahf=true fuses what sdmoe=true sees, but sdmoe is false");
        require(
                !gsahf.gsahf() || gsahf.gsahfLevels() <= backbone.depth(),
                "gsahf_levels=" + gsahf.gsahfLevels() + " is more than depth=" + backbone.depth());
        require(train != Train.PAIR || sdmoe.sdmoe(), "train=pair trains what sdmoe=true adds, but sdmoe is false");
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("model: " + message);
        }
    }

    /** SPMTrack-B. */
    public static ModelSettings base() {
        return of(Preset.of("base"));
    }

    /** SPMTrack-L. */
    public static ModelSettings large() {
        return of(Preset.of("large"));
    }

    /** SPMTrack-G. */
    public static ModelSettings giant() {
        return of(Preset.of("giant"));
    }

    /** The published architecture at the size of ViT-S/14. */
    public static ModelSettings small() {
        return of(Preset.of("small"));
    }

    /** A model for a laptop's CPU without a pretrained backbone: all weights are trained. */
    public static ModelSettings tiny() {
        return of(Preset.of("tiny"));
    }

    private static ModelSettings of(Preset preset) {
        return KEYS.defaults().with(preset.rows("model"));
    }

    /** These settings with other values, as rows {@code key=value} without the group's name. */
    public ModelSettings with(String... rows) {
        return KEYS.with(this, rows);
    }

    /**
     * Whether training begins without pretrained weights: all are trained, and adapters beside them (docs/adr/0006). Without
     * adapters a pretrained backbone is fine-tuned (docs/spec/variants.md §9).
     */
    public boolean scratch() {
        return train == Train.FULL && !adapters.none();
    }

    /** Cells along a side of the search crop, and of the score map. */
    public int searchGrid() {
        return input.searchSize() / backbone.patch();
    }

    /** Cells along a side of a reference crop. */
    public int templateGrid() {
        return input.templateSize() / backbone.patch();
    }

    /** Tokens of one reference crop. */
    public int templateCells() {
        return templateGrid() * templateGrid();
    }

    /** Tokens of the search crop. */
    public int searchCells() {
        return searchGrid() * searchGrid();
    }

    /** State tokens of a frame: one or none. */
    public int stateTokens() {
        return input.stateToken() ? 1 : 0;
    }

    /** Tokens N of a frame: state, references, search. */
    public int tokens() {
        return stateTokens() + input.references() * templateCells() + searchCells();
    }

    /** Pictures of a frame that the network sees, one after the other in each sample of its inputs. */
    public int streams() {
        return sdmoe.streams();
    }

    /** The tracker that stays as it is where a second modality's adapters are trained. */
    public ModelSettings frozenTracker() {
        return with("sdmoe=false", "gsahf=false", "train=full");
    }

    /** Whether reference tokens see their own crop only. */
    public boolean causal() {
        return attention == AttentionKind.CAUSAL;
    }

    /** These settings with another number of blocks and other crops, sides in pixels. */
    public ModelSettings resized(int depth, int templateSize, int searchSize) {
        return with("depth=" + depth, "template_size=" + templateSize, "search_size=" + searchSize);
    }
}
