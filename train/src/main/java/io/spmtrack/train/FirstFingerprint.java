package io.spmtrack.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings in checkpoints of format 1: texts of records such as {@code Jitter[scale=0.25, …]}, then
 * {@code batch 128 seed 42}.
 */
final class FirstFingerprint {
    private static final Pattern RECORD = Pattern.compile("(\\w+)\\[([^\\[\\]]*)");
    private static final Pattern COMPONENT = Pattern.compile("(\\w+)=([^,=]+)");
    private static final Pattern REST = Pattern.compile("(batch|seed) (-?\\d+)");
    private static final Map<String, String> GROUPS = Map.of(
            "ModelSettings", "model.",
            "SamplingSettings", "sampling.",
            "Jitter", "jitter.",
            "AugmentSettings", "augment.",
            "OptimizerSettings", "optimizer.",
            "ScheduleSettings", "schedule.",
            "LossSettings", "loss.");
    private static final Map<String, String> FACTORS =
            Map.of("templateFactor", "tracker.template_area_factor", "searchFactor", "tracker.search_area_factor");

    private FirstFingerprint() {}

    /** The keys it holds, with their values as written. */
    static Map<String, Object> keys(String text) {
        Map<String, Object> keys = new LinkedHashMap<>();
        Matcher record = RECORD.matcher(text);
        while (record.find()) {
            String group = GROUPS.get(record.group(1));
            Matcher component = COMPONENT.matcher(record.group(2));
            while (component.find()) {
                String name = component.group(1);
                String value = component.group(2).strip();
                if (group != null) {
                    keys.put(group + name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), value);
                } else if (FACTORS.containsKey(name)) { // of the crops, whose other sizes are those of the model
                    keys.put(FACTORS.get(name), value);
                }
            }
        }
        Matcher rest = REST.matcher(text);
        while (rest.find()) {
            keys.put("train." + rest.group(1), rest.group(2));
        }
        return keys;
    }
}
