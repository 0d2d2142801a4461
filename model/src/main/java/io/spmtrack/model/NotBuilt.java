package io.spmtrack.model;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.settings.SettingText;
import io.spmtrack.model.variant.AdapterSettings;
import io.spmtrack.model.variant.HeadSettings;

/** Settings of variants whose computation does not exist yet; none is ignored in silence. */
final class NotBuilt {
    private NotBuilt() {}

    /** @throws InputException naming the first value that cannot be computed */
    static void refuse(ModelSettings settings) {
        only("dropout", settings.tmoe().dropout() > 0, settings.tmoe().dropout());
        only("lora_dropout", settings.lora().loraDropout() > 0, settings.lora().loraDropout());
        only(
                "ffn",
                settings.adapters().ffn() == AdapterSettings.Ffn.MOE,
                settings.adapters().ffn());
        only(
                "head",
                settings.head().head() != HeadSettings.Head.MLP,
                settings.head().head());
        BackboneSettings.Pretraining pretraining = settings.backbone().pretraining();
        only("pretraining", pretraining != BackboneSettings.Pretraining.DINOV2, pretraining);
    }

    private static void only(String key, boolean missing, Object value) {
        if (missing) {
            throw new InputException(
                    "model." + key + "=" + SettingText.print(value) + ": is not built yet; leave it out");
        }
    }
}
