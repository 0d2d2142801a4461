package io.spmtrack.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Part of a network. Modules are records; their components are parameters, other modules, lists of either, or plain
 * configuration, and the component names, in snake case, make up the parameters' names
 * ({@code blocks.0.attn.proj.linear.weight}).
 */
public interface Module {
    /** All parameters below this module by dotted name, in order of declaration. */
    default Map<String, Param> parameters() {
        Map<String, Param> found = new LinkedHashMap<>();
        walk("", this, found);
        return found;
    }

    private static void walk(String name, Object value, Map<String, Param> found) {
        switch (value) {
            case Param parameter -> {
                if (found.put(name, parameter) != null) {
                    throw new IllegalArgumentException("two parameters are called " + name);
                }
            }
            case Module module -> components(name, module, found);
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    walk(join(name, Integer.toString(i)), list.get(i), found);
                }
            }
            case Optional<?> optional -> optional.ifPresent(inner -> walk(name, inner, found));
            default -> {
                // Configuration, not a parameter.
            }
        }
    }

    private static void components(String name, Module module, Map<String, Param> found) {
        if (!module.getClass().isRecord()) {
            throw new IllegalArgumentException(module.getClass().getName() + " is not a record");
        }
        for (RecordComponent component : module.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                Object value = component.getAccessor().invoke(module);
                walk(module instanceof Inline ? name : join(name, name(component)), value, found);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read component " + component, e);
            }
        }
    }

    private static String name(RecordComponent component) {
        Named named = component.getAnnotation(Named.class);
        return named == null ? snake(component.getName()) : named.value();
    }

    private static String join(String name, String next) {
        return name.isEmpty() ? next : name + "." + next;
    }

    /** {@code trackQuery → track_query}: the names of checkpoints. */
    private static String snake(String name) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (Character.isUpperCase(letter)) {
                result.append('_').append(Character.toLowerCase(letter));
            } else {
                result.append(letter);
            }
        }
        return result.toString();
    }

    /** The name of a component in parameters' names, where it is not the component's own. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Named {
        /** As checkpoints have it. */
        String value();
    }

    /** A module whose parameters carry its own name, without the names of its components. */
    interface Inline extends Module {}
}
