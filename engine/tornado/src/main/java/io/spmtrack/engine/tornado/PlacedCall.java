package io.spmtrack.engine.tornado;

import java.util.List;

/** A call and where its words begin in the table. */
record PlacedCall(Call call, int place) {
    /** The kernels of some calls. */
    static List<Device.Key> keys(List<PlacedCall> calls) {
        return calls.stream().map(placed -> Device.Key.of(placed.call())).toList();
    }

    /** The grids of some calls. */
    static List<Launch.Groups> grids(List<PlacedCall> calls) {
        return calls.stream().map(placed -> placed.call().grid()).toList();
    }
}
