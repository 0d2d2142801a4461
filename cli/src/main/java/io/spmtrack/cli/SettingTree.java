package io.spmtrack.cli;

import io.spmtrack.engine.InputException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nested records of settings as flat keys: component names in snake case, joined by dots ({@code optimizer.lr}). Only
 * records that the program names are walked and built; nothing that is read decides on a class.
 */
final class SettingTree {
    private SettingTree() {}

    /** The type of each key, in order of declaration. */
    static Map<String, Class<?>> types(Class<? extends Record> tree) {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        walkTypes("", tree, types);
        return types;
    }

    private static void walkTypes(String prefix, Class<?> tree, Map<String, Class<?>> types) {
        for (RecordComponent component : tree.getRecordComponents()) {
            String key = prefix + snake(component.getName());
            if (component.getType().isRecord()) {
                walkTypes(key + ".", component.getType(), types);
            } else {
                types.put(key, component.getType());
            }
        }
    }

    /** The value of each key. */
    static Map<String, Object> values(Record tree) {
        Map<String, Object> values = new LinkedHashMap<>();
        walkValues("", tree, values);
        return values;
    }

    private static void walkValues(String prefix, Record tree, Map<String, Object> values) {
        for (RecordComponent component : tree.getClass().getRecordComponents()) {
            String key = prefix + snake(component.getName());
            Object value = get(tree, component);
            if (value instanceof Record group) {
                walkValues(key + ".", group, values);
            } else {
                values.put(key, value);
            }
        }
    }

    private static Object get(Record tree, RecordComponent component) {
        try {
            return component.getAccessor().invoke(tree);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /**
     * Builds the records of the given values.
     *
     * @param values one of the right type for each key
     * @throws InputException with the message of the record that refuses them
     */
    static <T extends Record> T build(Class<T> tree, Map<String, Object> values) {
        return tree.cast(build("", tree, values));
    }

    private static Object build(String prefix, Class<?> tree, Map<String, Object> values) {
        RecordComponent[] components = tree.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = prefix + snake(components[i].getName());
            Class<?> type = components[i].getType();
            arguments[i] = type.isRecord() ? build(key + ".", type, values) : values.get(key);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return construct(tree, types, arguments);
    }

    private static Object construct(Class<?> tree, Class<?>[] types, Object[] arguments) {
        try {
            Constructor<?> constructor = tree.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new InputException(refused.getMessage(), refused);
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(tree + " cannot be built", e);
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
