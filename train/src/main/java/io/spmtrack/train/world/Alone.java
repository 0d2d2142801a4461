package io.spmtrack.train.world;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** A single process. */
public final class Alone implements World {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int localRank() {
        return 0;
    }

    @Override
    public int localSize() {
        return 1;
    }

    @Override
    public String library() {
        return "none";
    }

    @Override
    public void exchange(MemorySegment from, MemorySegment to) {
        to.copyFrom(from);
    }

    @Override
    public void gather(MemorySegment from, MemorySegment to) {
        to.copyFrom(from);
    }

    @Override
    public void gather(long[] own, long[] all) {
        System.arraycopy(own, 0, all, 0, own.length);
    }

    @Override
    public List<String> gather(String own) {
        return List.of(own);
    }

    @Override
    public void await() {
        // Nobody to wait for.
    }

    @Override
    public void at(String place) {
        // Nobody to be waited for by.
    }

    @Override
    public void abort(int code) {
        // The failure ends the process.
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
