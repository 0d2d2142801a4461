package io.spmtrack.train.optimizer;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamGroup;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exponential moving average of everything that training changes, statistics included. Early updates count more than the decay
 * says, so that the first weights are soon forgotten: update t, counted from 1, has the decay {@code min(decay, (1 + t) / (10 + t))}.
 */
public final class WeightAverage {
    private static final int CHUNK = 1 << 16;

    private final double decay;
    private final List<Member> members = new ArrayList<>();

    /** What is averaged, and its mean so far. */
    private record Member(Param current, Param mean) {}

    /**
     * Reserves what it needs in the store of the weights.
     *
     * @param decay above 0 and below 1
     */
    public WeightAverage(ParamStore weights, double decay) {
        this.decay = decay;
        for (ParamGroup group : weights.groups()) {
            add(weights, group.flat(), group.name());
        }
        weights.parameters().forEach((name, parameter) -> {
            if (parameter.role() == Role.BUFFER) {
                add(weights, parameter, name);
            }
        });
    }

    private void add(ParamStore weights, Param current, String name) {
        members.add(new Member(
                current,
                weights.buffer("average." + name, current.shape().sizes().clone())));
    }

    /**
     * An update of the means.
     *
     * @param share of the present weights in them
     */
    public record Update(Program program, Program.Input share) {}

    /** Records an update. */
    public Update update() {
        Program program = new Program("average");
        Tape tape = program.tape();
        Program.Input share = program.input("share", DType.F32);
        for (Member member : members) {
            Tensor mean = tape.param(member.mean());
            mean.assign(mean.add(tape.param(member.current()).sub(mean).mul(share.tensor())));
        }
        return new Update(program, share);
    }

    /** Share of the present weights in update {@code update}, counted from 1. */
    public double share(long update) {
        return 1 - Math.min(decay, (1.0 + update) / (10.0 + update));
    }

    /** The means by name, for checkpoints. */
    public Map<String, Param> means() {
        Map<String, Param> means = new LinkedHashMap<>();
        members.forEach(member -> means.put(member.mean().name(), member.mean()));
        return means;
    }

    /** What is averaged. */
    public List<Param> current() {
        return members.stream().map(Member::current).toList();
    }

    /** Begins with the present weights as the means. In host memory. */
    public void begin() {
        members.forEach(
                member -> member.mean().segment().copyFrom(member.current().segment()));
    }

    /** Lets weights and means change places; once more, and all is as it was. In host memory. */
    public void swap() {
        for (Member member : members) {
            swap(member.current().segment(), member.mean().segment());
        }
    }

    private static void swap(MemorySegment left, MemorySegment right) {
        MemorySegment spare = MemorySegment.ofArray(new float[CHUNK]);
        for (long at = 0; at < left.byteSize(); at += spare.byteSize()) {
            long size = Math.min(spare.byteSize(), left.byteSize() - at);
            MemorySegment.copy(left, at, spare, 0, size);
            MemorySegment.copy(right, at, left, at, size);
            MemorySegment.copy(spare, 0, right, at, size);
        }
    }
}
