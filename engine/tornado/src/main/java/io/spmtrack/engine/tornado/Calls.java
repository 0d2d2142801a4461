package io.spmtrack.engine.tornado;

import java.util.ArrayList;
import java.util.List;

/**
 * Launches in an order with the same results and fewer executions: a launch joins the last call of its kind if nothing since
 * then, nor in that call, touches what it touches. So the projections of one block, the gradients of one layer's matrices and
 * the copies between two steps become one execution each, which costs less on the host and fills the device better.
 */
final class Calls {
    /** Calls looked back. */
    private static final int WINDOW = 48;

    private final List<Call> calls = new ArrayList<>();

    void add(Launch launch) {
        for (int i = calls.size() - 1; i >= Math.max(0, calls.size() - WINDOW); i--) {
            Call call = calls.get(i);
            if (call.conflicts(launch)) {
                break;
            }
            if (call.takes(launch)) {
                call.add(launch);
                return;
            }
        }
        calls.add(new Call(launch));
    }

    List<Call> list() {
        return calls;
    }
}
