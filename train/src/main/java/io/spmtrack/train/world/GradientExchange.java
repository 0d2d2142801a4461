package io.spmtrack.train.world;

import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums ranges of floats over all ranks: each rank gets a part of every rank's range, adds these in a fixed tree and gives the sum to
 * all. The result has the same bits on every rank, and those of one rank that adds everything itself.
 */
public final class GradientExchange implements AutoCloseable {
    /** Floats that are on their way at a time. */
    static final long PIECE = 1L << 22;

    /**
     * What is summed at a time, prepared so that a step allocates nothing.
     *
     * @param range part of a range
     * @param received as many blocks as there are ranks
     * @param sum the first of them
     * @param each floats of a block
     */
    private record Piece(MemorySegment range, MemorySegment received, MemorySegment sum, long each) {}

    private final World world;
    private final Storage received;
    private final List<Piece> pieces = new ArrayList<>();

    // The ends of ranges that cannot be divided: every rank adds all of them.
    private final List<Piece> rests = new ArrayList<>();

    /** Prepares the sums of ranges that stay where they are. */
    public GradientExchange(World world, List<MemorySegment> ranges) {
        this(world, ranges, PIECE);
    }

    /** With so many floats on their way at a time. */
    GradientExchange(World world, List<MemorySegment> ranges, long piece) {
        this.world = world;
        long size = world.size();
        long block = Math.max(1, piece / size);
        received = new Storage(size == 1 ? 1 : size * Math.max(block, size));
        if (size > 1) {
            ranges.forEach(range -> cut(range, block));
        }
    }

    /** Memory it needs, in bytes, beside the ranges. */
    public static long bytes(int ranks) {
        return ranks == 1 ? 0 : (long) Float.BYTES * ranks * Math.max(Math.max(1, PIECE / ranks), ranks);
    }

    private void cut(MemorySegment range, long block) {
        long size = world.size();
        long floats = range.byteSize() / Float.BYTES;
        long done = 0;
        while (floats - done >= size) {
            long each = Math.min(block, (floats - done) / size);
            pieces.add(new Piece(part(range, done, each * size), buffer(each * size), buffer(each), each));
            done += each * size;
        }
        long left = floats - done;
        if (left > 0) {
            rests.add(new Piece(part(range, done, left), buffer(left * size), buffer(left), left));
        }
    }

    private MemorySegment buffer(long floats) {
        return received.segment().asSlice(0, floats * Float.BYTES);
    }

    private static MemorySegment part(MemorySegment range, long from, long floats) {
        return range.asSlice(from * Float.BYTES, floats * Float.BYTES);
    }

    /** Replaces the ranges of every rank by their sums over all ranks. */
    public void sum() {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            world.exchange(piece.range(), piece.received());
            TreeSum.run(piece.received(), world.size(), piece.each());
            world.gather(piece.sum(), piece.range());
        }
        for (int i = 0; i < rests.size(); i++) {
            Piece rest = rests.get(i);
            world.gather(rest.range(), rest.received());
            TreeSum.run(rest.received(), world.size(), rest.each());
            rest.range().copyFrom(rest.sum());
        }
    }

    @Override
    public void close() {
        received.close();
    }
}
