package io.spmtrack.engine.cpu.product;

import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Offsets;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A right operand packed once from parameters, from which they can be had back. */
final class PackedWeight {
    /** A piece of the operand: where it stands in a parameter's memory, and where in the operand. */
    record Place(
            Storage storage,
            long offset,
            long rowStride,
            long columnStride,
            int depthFrom,
            int depth,
            int columnFrom,
            int columns) {
        Pieces.Piece piece(MemorySegment data) {
            Matrix matrix = new Matrix(data, Offsets.of(offset), rowStride, columnStride);
            return new Pieces.Piece(matrix, depthFrom, depth, columnFrom, columns);
        }
    }

    /** What is packed. */
    record Key(List<Place> places, int depth, int columns) {
        Key {
            places = List.copyOf(places);
        }

        Pieces pieces() {
            return new Pieces(
                    places.stream()
                            .map(place -> place.piece(place.storage().segment()))
                            .toList(),
                    depth,
                    columns);
        }

        /** The parameters that it is packed from, each once. */
        Set<Storage> storages() {
            Set<Storage> storages = Collections.newSetFromMap(new IdentityHashMap<>());
            places.forEach(place -> storages.add(place.storage()));
            return storages;
        }

        /** Whether all elements of a parameter's memory are here. */
        boolean holdsAll(Storage storage) {
            long held = 0;
            for (Place place : places) {
                held += place.storage() == storage ? (long) place.depth() * place.columns() : 0;
            }
            return held == storage.elements();
        }
    }

    private final Key key;
    private final Storage memory;
    private final PackedB packed;
    // The session, and every parameter whose values are only here.
    private int users = 1;

    PackedWeight(Key key) {
        this.key = key;
        this.memory = new Storage(PackedB.elements(key.depth(), key.columns()));
        this.packed = new PackedB(memory.segment(), 0, key.depth(), key.columns());
    }

    Key key() {
        return key;
    }

    PackedB packed() {
        return packed;
    }

    /** Copies the values from the parameters. {@code scratch} has {@link Pack#SCRATCH} bytes per thread. */
    void pack(Workers workers, MemorySegment scratch) {
        Pieces pieces = key.pieces();
        workers.run((thread, threads) -> packed.pack(pieces, scratch, thread * Pack.SCRATCH, thread, threads));
    }

    /** Frees the memory of a parameter all of whose values are here, unless somebody else needs it. */
    void release(Storage storage) {
        Storage.Elsewhere values = new Storage.Elsewhere() {
            @Override
            public void write(MemorySegment payload) {
                key.places().stream()
                        .filter(place -> place.storage() == storage)
                        .forEach(place -> packed.unpack(place.piece(payload)));
            }

            @Override
            public void forget() {
                drop();
            }
        };
        if (storage.release(values)) {
            users++;
        }
    }

    /** Ends a use; after the last the memory is free. */
    void drop() {
        users--;
        if (users == 0) {
            memory.close();
        }
    }
}
