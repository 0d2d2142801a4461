package io.spmtrack.engine.file;

import io.spmtrack.engine.file.Pickled.Mapping;
import io.spmtrack.engine.file.Pickled.Tensor;
import io.spmtrack.engine.file.Pickled.Tuple;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the tensors in the nested dictionaries of a pickle, by the keys joined with dots. Every dictionary is entered
 * once, where it is met first, so structure that is shared or contains itself costs nothing. Lists and tuples are not entered.
 */
final class PickledTensors {
    private static final int DEEPEST = 16;
    private static final int LONGEST_NAME = 512;
    private static final int MOST_TENSORS = 25_000;

    /** Names under which training code puts the state dict it wants to be used, the preferred first. */
    private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model", "teacher");

    private final MappedFile file;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Set<Mapping> entered = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Mapping> holders = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Level> levels = new ArrayDeque<>();
    private String firstOther = "";

    /** @param prefix what the names of the state dict's tensors begin with; empty when nothing wraps it */
    record Found(Map<String, Tensor> tensors, String prefix) {}

    /** A dictionary being walked. */
    private static final class Level {
        final Mapping dict;
        final String prefix;
        final Iterator<Map.Entry<String, Pickled>> rest;
        boolean direct;
        String tuple = "";

        Level(Mapping dict, String prefix) {
            this.dict = dict;
            this.prefix = prefix;
            this.rest = dict.items().entrySet().iterator();
        }
    }

    private PickledTensors(MappedFile file) {
        this.file = file;
    }

    static Found find(MappedFile file, Pickled root) {
        if (!(root instanceof Mapping dict)) {
            throw file.defect("holds " + root.kind() + ", not a state dict (a dictionary of tensors)");
        }
        PickledTensors search = new PickledTensors(file);
        search.walk(dict);
        return new Found(search.tensors, search.prefix(dict));
    }

    private void walk(Mapping root) {
        enter(root, "");
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (level.rest.hasNext()) {
                Map.Entry<String, Pickled> item = level.rest.next();
                visit(level, level.prefix + item.getKey(), item.getValue());
            } else {
                leave(levels.pop());
            }
        }
        if (tensors.isEmpty()) {
            throw file.defect(firstOther.isEmpty() ? "holds no tensors" : firstOther + ", not a tensor");
        }
    }

    private void enter(Mapping dict, String prefix) {
        if (levels.size() == DEEPEST) {
            throw file.defect(prefix + " is nested too deep: more than " + DEEPEST + " dictionaries");
        }
        if (entered.add(dict)) {
            levels.push(new Level(dict, prefix));
        }
    }

    private void visit(Level level, String name, Pickled value) {
        if (name.length() > LONGEST_NAME) {
            throw file.defect(name.substring(0, 64) + "... is too long for a name");
        }
        if (value instanceof Tensor tensor) {
            level.direct = true;
            if (tensors.put(name, tensor) != null || tensors.size() > MOST_TENSORS) {
                throw file.defect(name + " appears twice, or is one of more than " + MOST_TENSORS + " tensors");
            }
        } else if (value instanceof Mapping dict) {
            enter(dict, name + ".");
        } else {
            note(level, name, value);
        }
    }

    private void note(Level level, String name, Pickled value) {
        if (firstOther.isEmpty()) {
            firstOther = name + " is " + value.kind();
        }
        if (value instanceof Tuple && level.tuple.isEmpty()) {
            level.tuple = name;
        }
    }

    /** Numbers and texts beside tensors are usual (epoch, version); a tuple there stands in a tensor's place. */
    private void leave(Level level) {
        if (level.direct && !level.tuple.isEmpty()) {
            throw file.defect(level.tuple + " is a tuple, not a tensor");
        }
        if (level.direct || holders.contains(level.dict)) {
            holders.add(level.dict);
            if (!levels.isEmpty()) {
                holders.add(levels.peek().dict);
            }
        }
    }

    /** Unwraps dictionaries that hold no tensors themselves, by the usual names or because there is only one candidate. */
    private String prefix(Mapping root) {
        String prefix = "";
        Mapping dict = root;
        for (int depth = 0; depth < DEEPEST; depth++) {
            String key = wrapped(dict);
            if (key.isEmpty() || !(dict.items().get(key) instanceof Mapping inner)) {
                return prefix;
            }
            prefix += key + ".";
            dict = inner;
        }
        return prefix;
    }

    private String wrapped(Mapping dict) {
        List<String> holding = dict.items().entrySet().stream()
                .filter(item -> item.getValue() instanceof Tensor
                        || (item.getValue() instanceof Mapping inner && holders.contains(inner)))
                .map(Map.Entry::getKey)
                .toList();
        for (String wrapper : WRAPPERS) {
            if (holding.contains(wrapper)) {
                return wrapper;
            }
        }
        return holding.size() == 1 ? holding.getFirst() : "";
    }
}
