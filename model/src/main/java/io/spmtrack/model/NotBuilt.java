package io.spmtrack.model;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.settings.SettingText;

/** Settings of variants whose computation does not exist yet; none is ignored in silence. */
final class NotBuilt {
    private NotBuilt() {}

    /** @throws InputException naming the first value that cannot be computed */
    static void refuse(ModelSettings settings) {
        only("dropout", settings.tmoe().dropout() > 0, settings.tmoe().dropout());
        only("lora_dropout", settings.lora().loraDropout() > 0, settings.lora().loraDropout());
    }

    private static void only(String key, boolean missing, Object value) {
        if (missing) {
            throw new InputException("model." + key + "=" + SettingText.print(value)
                    + ": is not built yet together with the other settings; leave it out");
        }
    }
}
