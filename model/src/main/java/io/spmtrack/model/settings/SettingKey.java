package io.spmtrack.model.settings;

import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * One key of a tree of settings.
 *
 * @param name with the names of its groups, such as {@code optimizer.lr}
 * @param type of its values
 * @param declared default and meaning
 */
public record SettingKey(String name, Class<?> type, Key declared) {
    static SettingKey of(String name, RecordComponent component) {
        Key declared = component.getAnnotation(Key.class);
        if (declared == null) {
            throw new IllegalStateException(component + " has neither @Key, @Group nor @Inline");
        }
        return new SettingKey(name, component.getType(), declared);
    }

    /** The default in files of a format. */
    public Object initial(int format) {
        for (Key.Earlier earlier : declared.earlier()) {
            if (format <= earlier.until()) {
                return parse(earlier.initial(), "default");
            }
        }
        return parse(declared.initial(), "default");
    }

    /**
     * Reads a value.
     *
     * @param value a text, or a list of texts as files may have it
     * @throws io.spmtrack.engine.InputException naming key, value and what was expected
     */
    public Object parse(Object value, String where) {
        return value instanceof List<?> list && type == List.class
                ? list
                : SettingText.parse(name, type, SettingText.print(value), where);
    }
}
