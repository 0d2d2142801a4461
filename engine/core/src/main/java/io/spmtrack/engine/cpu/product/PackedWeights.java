package io.spmtrack.engine.cpu.product;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.run.CpuMemory;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Right operands that no program of a session changes, packed once at load and shared by its programs. Parameters that are used in
 * no other way are released: the packed form is then the only one (docs/adr/0009). Programs are lowered twice, first to find out
 * what there is to pack.
 */
public final class PackedWeights implements AutoCloseable {
    private final IdentityHashMap<MemorySegment, Storage> constants = new IdentityHashMap<>();
    private final Set<PackedWeight.Key> keys = new LinkedHashSet<>();
    private final Map<PackedWeight.Key, PackedWeight> weights = new LinkedHashMap<>();
    // Parameters that some step reads where they lie.
    private final Set<Storage> plain = Collections.newSetFromMap(new IdentityHashMap<>());
    // How often the step that is being lowered reads a parameter, without the packed uses.
    private final IdentityHashMap<Storage, Integer> reads = new IdentityHashMap<>();
    private final IdentityHashMap<Storage, PackedWeight.Key> released = new IdentityHashMap<>();
    private boolean ready;

    /** Takes note of the parameters that none of these programs writes. */
    public PackedWeights(Iterable<Plan> plans) {
        for (Plan plan : plans) {
            for (Slot slot : plan.slots()) {
                if (slot instanceof Slot.Parameters parameters) {
                    constants.put(parameters.storage().segment(), parameters.storage());
                }
            }
        }
        for (Plan plan : plans) {
            plan.steps().stream()
                    .flatMap(step -> step.out().stream())
                    .filter(ref -> !ref.isUnused() && plan.slot(ref) instanceof Slot.Parameters)
                    .forEach(ref -> constants.values().remove(((Slot.Parameters) plan.slot(ref)).storage()));
        }
    }

    /** Lowers a step to find out what it packs. */
    public Lowered survey(Plan plan, Step step, Function<Step, Lowered> lowering) {
        reads.clear();
        step.in().forEach(ref -> {
            if (plan.slot(ref) instanceof Slot.Parameters parameters) {
                reads.merge(parameters.storage(), 1, Integer::sum);
            }
        });
        Lowered lowered = lowering.apply(step);
        reads.forEach((storage, count) -> {
            if (count > 0) {
                plain.add(storage);
            }
        });
        return lowered;
    }

    /** Notes that the step also reads an operand where it lies. */
    public void reads(Operand operand) {
        Storage storage = constants.get(operand.data());
        if (storage != null) {
            plain.add(storage);
        }
    }

    /** Notes that the step has an operand it does not read. */
    public void skips(Operand operand) {
        Storage storage = constants.get(operand.data());
        if (storage != null) {
            reads.merge(storage, -1, Integer::sum);
        }
    }

    /** The packed form of a right operand, or the operand itself where a program changes it. */
    public RightOperand of(RightOperand source, int depth, int columns) {
        return switch (source) {
            case PackedB done -> done;
            case Matrix matrix -> of(source, Pieces.beside(List.of(matrix), depth, columns));
            case Pieces pieces -> of(source, pieces);
        };
    }

    private RightOperand of(RightOperand source, Pieces pieces) {
        boolean constant = pieces.all().stream()
                .allMatch(piece -> constants.containsKey(piece.matrix().data()));
        if (!constant || pieces.depth() == 0 || pieces.columns() == 0) {
            return source;
        }
        PackedWeight.Key key =
                new PackedWeight.Key(pieces.all().stream().map(this::place).toList(), pieces.depth(), pieces.columns());
        if (ready) {
            return weights.get(key).packed();
        }
        keys.add(key);
        key.places().forEach(place -> reads.merge(place.storage(), -1, Integer::sum));
        return new PackedB(MemorySegment.NULL, 0, pieces.depth(), pieces.columns());
    }

    private PackedWeight.Place place(Pieces.Piece piece) {
        Matrix matrix = piece.matrix();
        return new PackedWeight.Place(
                constants.get(matrix.data()),
                matrix.offsets().at(0),
                matrix.rowStride(),
                matrix.columnStride(),
                piece.depthFrom(),
                piece.depth(),
                piece.columnFrom(),
                piece.columns());
    }

    /** Elements of what the survey found to be packed, less those of the parameters that are released then. */
    public long planned() {
        long packed = keys.stream()
                .mapToLong(key -> PackedB.elements(key.depth(), key.columns()))
                .sum();
        return packed
                - releasable().keySet().stream().mapToLong(Storage::elements).sum();
    }

    /** Parameters that no step reads where they lie and all of whose values are in one packed form, with that form. */
    private IdentityHashMap<Storage, PackedWeight.Key> releasable() {
        IdentityHashMap<Storage, PackedWeight.Key> found = new IdentityHashMap<>();
        for (PackedWeight.Key key : keys) {
            for (Storage storage : key.storages()) {
                if (!plain.contains(storage) && key.holdsAll(storage)) {
                    found.putIfAbsent(storage, key);
                }
            }
        }
        return found;
    }

    /** Packs what the survey found; from now on lowering gets the packed forms. */
    public void pack(Workers workers, Iterable<CpuMemory> programs) {
        released.putAll(releasable());
        programs.forEach(program -> program.drop(released::containsKey));
        pack(keys, workers);
        ready = true;
    }

    /** One by one, so that there are never two copies of all: a parameter is released once nothing is left to be packed from it. */
    private void pack(Collection<PackedWeight.Key> some, Workers workers) {
        IdentityHashMap<Storage, Integer> left = new IdentityHashMap<>();
        some.forEach(key -> key.storages().forEach(storage -> left.merge(storage, 1, Integer::sum)));
        try (Storage scratch = new Storage(workers.threads() * Pack.SCRATCH / DType.BYTES)) {
            for (PackedWeight.Key key : some) {
                weights.computeIfAbsent(key, PackedWeight::new).pack(workers, scratch.segment());
                for (Storage storage : key.storages()) {
                    if (left.merge(storage, -1, Integer::sum) == 0 && released.containsKey(storage)) {
                        weights.get(released.get(storage)).release(storage);
                    }
                }
            }
        }
    }

    /** Packs again what was made from parameters that the host may have changed: those that have memory of their own. */
    public void push(Iterable<Param> parameters, Workers workers) {
        Set<Storage> changed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Param parameter : parameters) {
            if (!parameter.storage().isReleased()) {
                changed.add(parameter.storage());
            }
        }
        pack(
                keys.stream()
                        .filter(key -> key.storages().stream().anyMatch(changed::contains))
                        .toList(),
                workers);
    }

    @Override
    public void close() {
        weights.values().forEach(PackedWeight::drop);
        weights.clear();
    }
}
