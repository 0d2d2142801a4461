package io.spmtrack.model.settings;

import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A key that stands for others and is not kept itself, such as {@code train.epochs} for {@code train.steps}. Where one of
 * the others is set later, that counts.
 *
 * @param name of the key
 * @param type of its value
 * @param meaning one line for the guide
 * @param sets the keys that it stands for
 * @param rows the values of those keys, from its own value and those of all keys
 */
public record Shorthand(
        String name,
        Class<?> type,
        String meaning,
        Set<String> sets,
        BiFunction<Object, Map<String, Object>, Map<String, Object>> rows) {
    public Shorthand {
        sets = Set.copyOf(sets);
    }
}
