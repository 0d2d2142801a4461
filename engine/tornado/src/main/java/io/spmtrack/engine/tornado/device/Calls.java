package io.spmtrack.engine.tornado.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Launches in an order with the same results and fewer executions: a launch joins the first call of its kind if nothing
 * since then, nor in that call, touches what it touches. So the projections of one block, the gradients of one layer's matrices and
 * the copies between two steps become one execution each, which costs less on the host and fills the device better.
 */
public final class Calls {
    /** Calls looked back. */
    private static final int WINDOW = 48;

    private final List<Call> calls = new ArrayList<>();

    public void add(Launch launch) {
        // As early as may be: then what depends on it may join others too.
        Optional<Call> earliest = Optional.empty();
        for (int i = calls.size() - 1; i >= Math.max(0, calls.size() - WINDOW); i--) {
            Call call = calls.get(i);
            if (call.conflicts(launch)) {
                break;
            }
            earliest = call.takes(launch) ? Optional.of(call) : earliest;
        }
        earliest.ifPresentOrElse(call -> call.add(launch), () -> calls.add(new Call(launch)));
    }

    public List<Call> list() {
        return calls;
    }
}
