package io.spmtrack.engine.tornado.device;

import java.util.List;

/** A call and where its words begin in the table. */
public record PlacedCall(Call call, int place) {
    /** The kernels of some calls. */
    public static List<Device.Key> keys(List<PlacedCall> calls) {
        return calls.stream().map(placed -> Device.Key.of(placed.call())).toList();
    }

    /** The grids of some calls. */
    public static List<Launch.Groups> grids(List<PlacedCall> calls) {
        return calls.stream().map(placed -> placed.call().grid()).toList();
    }
}
