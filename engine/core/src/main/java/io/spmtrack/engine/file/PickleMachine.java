package io.spmtrack.engine.file;

import io.spmtrack.engine.file.Pickled.Mapping;
import io.spmtrack.engine.file.Pickled.Sequence;
import io.spmtrack.engine.file.Pickled.Text;
import io.spmtrack.engine.file.Pickled.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the opcodes of one pickle (protocols 0 to 5, the parts that PyTorch writes; Python's Lib/pickletools.py defines
 * them) to the value it describes. It has no means to find or run code: globals are names on the allow-list of {@link PickleCalls}.
 */
final class PickleMachine {
    /** Bounds the values and memo entries of a pickle. A tensor takes about 45 steps, so the giant backbone 26 thousand. */
    private static final int MOST_STEPS = 1_000_000;

    /** The longest pickle that is read, in bytes. A tensor takes about 130, so the giant backbone 75 thousand. */
    static final long LONGEST = 16L << 20;

    private final PickleBytes bytes;
    private final PickleCalls calls;
    private final PickleScalars scalars;
    private final List<Pickled> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Pickled> memo = new HashMap<>();
    private int steps;

    private PickleMachine(PickleBytes bytes) {
        this.bytes = bytes;
        this.calls = new PickleCalls(bytes);
        this.scalars = new PickleScalars(bytes);
    }

    /** @param storages every storage the pickle announced, by key */
    record Result(Pickled value, Map<String, Pickled.Storage> storages) {}

    /** Runs to the STOP opcode, behind which it leaves the cursor. */
    static Result run(PickleBytes bytes) {
        PickleMachine machine = new PickleMachine(bytes);
        int opcode = bytes.unsigned8();
        while (opcode != '.') {
            machine.step(opcode);
            opcode = bytes.unsigned8();
        }
        return new Result(machine.pop(), machine.calls.storages());
    }

    private void step(int opcode) {
        if (++steps > MOST_STEPS) {
            throw bytes.refused("the pickle has more than " + MOST_STEPS + " steps");
        }
        switch (opcode) {
            case 0x80 -> protocol(); // PROTO
            case 0x95 -> bytes.signed64(); // FRAME: only a hint for buffering
            case '(' -> marks.add(stack.size()); // MARK
            case '0' -> popOrMark(); // POP
            case '1' -> popToMark(); // POP_MARK
            case '2' -> push(top()); // DUP
            case 'c' -> push(calls.global(bytes.line(), bytes.line())); // GLOBAL
            case 0x93 -> stackGlobal(); // STACK_GLOBAL
            case 'i' -> instance(); // INST
            case 'o' -> object(); // OBJ
            case 'R', 0x81 -> reduce(); // REDUCE, NEWOBJ
            case 'b' -> build(); // BUILD
            case 'Q' -> push(calls.persistent(pop())); // BINPERSID
            default -> {
                if (!memoStep(opcode) && !containerStep(opcode)) {
                    push(scalars.read(opcode));
                }
            }
        }
    }

    private void protocol() {
        int protocol = bytes.unsigned8();
        if (protocol > 5) {
            throw bytes.refused("pickle protocol " + protocol + " is unknown");
        }
    }

    private boolean memoStep(int opcode) {
        switch (opcode) {
            case 'q' -> memoize(bytes.unsigned8()); // BINPUT
            case 'r' -> memoize(bytes.unsigned32()); // LONG_BINPUT
            case 'p' -> memoize(scalars.number(bytes.line())); // PUT
            case 0x94 -> memoize(memo.size()); // MEMOIZE
            case 'h' -> recall(bytes.unsigned8()); // BINGET
            case 'j' -> recall(bytes.unsigned32()); // LONG_BINGET
            case 'g' -> recall(scalars.number(bytes.line())); // GET
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A pickle of n bytes cannot have n memo entries, so a larger index is damage. */
    private void memoize(long index) {
        if (index < 0 || index >= bytes.length()) {
            throw bytes.defect("memo index " + index);
        }
        memo.put(index, top());
    }

    private void recall(long index) {
        Pickled value = memo.get(index);
        if (value == null) {
            throw bytes.defect("memo index " + index + " was never stored");
        }
        push(value);
    }

    private boolean containerStep(int opcode) {
        switch (opcode) {
            case ')' -> push(new Tuple(List.of())); // EMPTY_TUPLE
            case 't' -> push(new Tuple(popToMark())); // TUPLE
            case 0x85 -> push(new Tuple(popLast(1))); // TUPLE1
            case 0x86 -> push(new Tuple(popLast(2))); // TUPLE2
            case 0x87 -> push(new Tuple(popLast(3))); // TUPLE3
            case ']' -> push(new Sequence()); // EMPTY_LIST
            case 'l' -> push(new Sequence(), popToMark()); // LIST
            case 'a' -> append(popLast(1)); // APPEND
            case 'e' -> append(popToMark()); // APPENDS
            case '}' -> push(new Mapping()); // EMPTY_DICT
            case 'd' -> push(new Mapping(), popToMark()); // DICT
            case 's' -> set(popLast(2)); // SETITEM
            case 'u' -> set(popToMark()); // SETITEMS
            default -> {
                return false;
            }
        }
        return true;
    }

    private void push(Sequence list, List<Pickled> items) {
        push(list);
        append(items);
    }

    private void push(Mapping dict, List<Pickled> items) {
        push(dict);
        set(items);
    }

    private void append(List<Pickled> items) {
        if (!(top() instanceof Sequence list)) {
            throw bytes.defect("items are appended to " + top().kind());
        }
        list.items.addAll(items);
    }

    private void set(List<Pickled> items) {
        if (!(top() instanceof Mapping dict) || items.size() % 2 != 0) {
            throw bytes.defect("items are set in " + top().kind());
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(calls.key(items.get(i)), items.get(i + 1));
        }
    }

    private void stackGlobal() {
        List<Pickled> names = popLast(2);
        if (!(names.get(0) instanceof Text(String module)) || !(names.get(1) instanceof Text(String name))) {
            throw bytes.defect("the name of a global is not a text");
        }
        push(calls.global(module, name));
    }

    private void instance() {
        Pickled callee = calls.global(bytes.line(), bytes.line());
        push(calls.call(callee, new Tuple(popToMark())));
    }

    private void object() {
        List<Pickled> items = popToMark();
        if (items.isEmpty()) {
            throw bytes.defect("an object without its class");
        }
        push(calls.call(items.getFirst(), new Tuple(items.subList(1, items.size()))));
    }

    private void reduce() {
        List<Pickled> call = popLast(2);
        push(calls.call(call.get(0), call.get(1)));
    }

    private void build() {
        Pickled state = pop();
        calls.build(top(), state);
    }

    private void push(Pickled value) {
        stack.add(value);
    }

    private Pickled pop() {
        return popLast(1).getFirst();
    }

    private Pickled top() {
        requireAbove(1);
        return stack.getLast();
    }

    private void popOrMark() {
        if (!marks.isEmpty() && marks.getLast() == stack.size()) {
            marks.removeLast();
        } else {
            pop();
        }
    }

    private List<Pickled> popLast(int count) {
        requireAbove(count);
        return cut(stack.size() - count);
    }

    private List<Pickled> popToMark() {
        if (marks.isEmpty()) {
            throw bytes.defect("no mark is set");
        }
        return cut(marks.removeLast());
    }

    private List<Pickled> cut(int from) {
        List<Pickled> tail = stack.subList(from, stack.size());
        List<Pickled> items = List.copyOf(tail);
        tail.clear();
        return items;
    }

    /** What lies below the last mark belongs to an unfinished container. */
    private void requireAbove(int count) {
        int floor = marks.isEmpty() ? 0 : marks.getLast();
        if (stack.size() - floor < count) {
            throw bytes.defect("the stack is empty");
        }
    }
}
