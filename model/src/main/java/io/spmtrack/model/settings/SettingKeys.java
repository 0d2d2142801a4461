package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nested records of settings as flat keys: component names in snake case, joined by dots ({@code optimizer.lr}). Only
 * records that the program names are walked and built; nothing that is read decides on a class.
 *
 * @param <T> the outermost record
 */
public final class SettingKeys<T extends Record> {
    private final Class<T> tree;
    private final Map<String, SettingKey> keys = new LinkedHashMap<>();
    private final Map<String, String> groups = new LinkedHashMap<>();
    private final Map<String, Shorthand> shorthands = new LinkedHashMap<>();

    private SettingKeys(Class<T> tree, List<Shorthand> shorthands) {
        this.tree = tree;
        walk("", tree);
        shorthands.forEach(each -> this.shorthands.put(each.name(), each));
    }

    /** The keys of a record. */
    public static <T extends Record> SettingKeys<T> of(Class<T> tree, Shorthand... shorthands) {
        return of(tree, List.of(shorthands));
    }

    /** The keys of a record, with keys that stand for others. */
    public static <T extends Record> SettingKeys<T> of(Class<T> tree, List<Shorthand> shorthands) {
        return new SettingKeys<>(tree, shorthands);
    }

    private void walk(String prefix, Class<?> record) {
        for (RecordComponent component : record.getRecordComponents()) {
            String name = prefix + snake(component.getName());
            if (component.isAnnotationPresent(Inline.class)) {
                walk(prefix, component.getType());
            } else if (component.isAnnotationPresent(Group.class)) {
                groups.put(name, component.getAnnotation(Group.class).value());
                walk(name + ".", component.getType());
            } else if (keys.put(name, SettingKey.of(name, component)) != null) {
                throw new IllegalStateException("two components are called " + name);
            }
        }
    }

    /** All keys, in order of declaration. */
    public Collection<SettingKey> all() {
        return Collections.unmodifiableCollection(keys.values());
    }

    /** The groups with what is said of them. */
    public Map<String, String> groups() {
        return Collections.unmodifiableMap(groups);
    }

    /** Keys that stand for others. */
    public Map<String, Shorthand> shorthands() {
        return Collections.unmodifiableMap(shorthands);
    }

    /** Whether a key belongs to one of the groups, whether it exists or not. */
    boolean covers(String name) {
        int dot = name.indexOf('.');
        return dot < 0 || groups.containsKey(name.substring(0, dot));
    }

    /**
     * The key of a name.
     *
     * @param where what messages call the place where it was found, such as {@code command line}
     * @throws InputException if there is none, naming the nearest
     */
    public SettingKey key(String name, String where) {
        SettingKey key = keys.get(name);
        if (key == null) {
            List<String> names = Stream.concat(keys.keySet().stream(), shorthands.keySet().stream())
                    .toList();
            throw new InputException("unknown key '" + SettingText.printable(name) + "' (" + where + "), did you mean '"
                    + Nearest.of(SettingText.printable(name), names) + "'?" + neighbours(name));
        }
        return key;
    }

    /** The keys of the group a wrong key names, or the groups. */
    private String neighbours(String name) {
        String prefix = name.substring(0, name.indexOf('.') + 1);
        String members = keys.keySet().stream()
                .filter(each -> !prefix.isEmpty() && each.startsWith(prefix))
                .map(each -> each.substring(prefix.length()))
                .collect(Collectors.joining(", "));
        if (!members.isEmpty()) {
            return " Keys of " + prefix.replace(".", "") + " are " + members;
        }
        return groups.isEmpty() ? "" : " Groups are " + String.join(", ", new TreeSet<>(groups.keySet()));
    }

    /** The records with their defaults. */
    public T defaults() {
        return build(initial(FileFormat.CURRENT));
    }

    /** The defaults of all keys in files of a format. */
    Map<String, Object> initial(int format) {
        Map<String, Object> values = new LinkedHashMap<>();
        keys.forEach((name, key) -> values.put(name, key.initial(format)));
        return values;
    }

    /** The value of each key. */
    public Map<String, Object> values(T settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        walk("", settings, values);
        return values;
    }

    private static void walk(String prefix, Record record, Map<String, Object> values) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = prefix + snake(component.getName());
            Object value = get(record, component);
            if (value instanceof Record group) {
                walk(component.isAnnotationPresent(Inline.class) ? prefix : name + ".", group, values);
            } else {
                values.put(name, value);
            }
        }
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /**
     * The records of a file that fixes every key: one that it lacks has the default of the file's format.
     *
     * @param found texts, or lists of texts
     * @param where what messages call the file
     * @throws InputException if a key is unknown or a value refused
     */
    public T complete(Map<String, Object> found, int format, String where) {
        Map<String, Object> values = initial(format);
        found.forEach((name, value) -> values.put(name, key(name, where).parse(value, where)));
        return build(values);
    }

    /**
     * Settings with other values, as rows {@code key=value}.
     *
     * @throws InputException if a row cannot be used
     */
    public T with(T settings, String... rows) {
        Map<String, Object> values = values(settings);
        for (String row : rows) {
            Map.Entry<String, String> pair = SettingText.pair(row);
            values.put(pair.getKey(), key(pair.getKey(), row).parse(pair.getValue(), row));
        }
        return build(values);
    }

    /**
     * Builds the records of the given values.
     *
     * @param values one of the right type for each key
     * @throws InputException with the message of the record that refuses them
     */
    public T build(Map<String, Object> values) {
        return tree.cast(build("", tree, values));
    }

    private static Object build(String prefix, Class<?> record, Map<String, Object> values) {
        RecordComponent[] components = record.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = prefix + snake(components[i].getName());
            Class<?> type = components[i].getType();
            boolean inline = components[i].isAnnotationPresent(Inline.class);
            arguments[i] = type.isRecord() ? build(inline ? prefix : name + ".", type, values) : values.get(name);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return construct(record, types, arguments);
    }

    private static Object construct(Class<?> record, Class<?>[] types, Object[] arguments) {
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new InputException(refused.getMessage(), refused);
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record + " cannot be built", e);
        }
    }

    /** {@code lrMin → lr_min}. */
    private static String snake(String name) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (Character.isUpperCase(letter)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(letter));
        }
        return snake.toString();
    }
}
