package io.spmtrack.engine.nn;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.UnaryKind;
import java.lang.foreign.ValueLayout;

/**
 * Batch normalisation of the last axis over all others (Ioffe and Szegedy 2015; docs/spec/variants.md §8).
 *
 * @param weight factor of each channel
 * @param bias added to each channel
 * @param runningMean of the batches seen, a statistic
 * @param runningVar their variance with n − 1, a statistic
 */
public record BatchNorm(Param weight, Param bias, Param runningMean, Param runningVar) implements Module {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    /** Of so many channels. */
    public static BatchNorm of(int channels) {
        return new BatchNorm(
                Param.trained(Init.ones(), channels),
                Param.trained(Init.zeros(), channels),
                Param.of(Role.BUFFER, Init.zeros(), channels),
                Param.of(Role.BUFFER, Init.ones(), channels));
    }

    /** By the statistics of this batch, which the running ones take up, {@code [.., C] → [.., C]}. */
    public Tensor learn(Tensor x) {
        Tape tape = x.tape();
        int channels = x.shape().size(-1);
        int count = Math.toIntExact(x.shape().count() / channels);
        Tensor flat = x.reshape(count, channels);
        Tensor mean = flat.mean(0); // [1, C]
        Tensor centred = flat.sub(mean);
        Tensor variance = centred.mul(centred).mean(0);
        update(tape.param(runningMean), mean.reshape(channels));
        update(tape.param(runningVar), variance.reshape(channels).mul(count / Math.max(1.0, count - 1)));
        Tensor inverse = variance.add(EPSILON).unary(UnaryKind.SQRT).unary(UnaryKind.RECIPROCAL);
        Tensor normal = centred.mul(inverse).reshape(x.shape());
        return normal.mul(tape.param(weight)).add(tape.param(bias));
    }

    /** A batch that is not finite changes nothing, as it changes no weight. */
    private static void update(Tensor running, Tensor batch) {
        Tensor next = running.mul(1 - MOMENTUM).add(batch.detach().mul(MOMENTUM));
        running.assign(next.unary(UnaryKind.FINITE).select(next, running));
    }

    /** By the running statistics, {@code [.., C] → [.., C]}. */
    public Tensor apply(Tensor x) {
        Tape tape = x.tape();
        Tensor inverse =
                tape.param(runningVar).add(EPSILON).unary(UnaryKind.SQRT).unary(UnaryKind.RECIPROCAL);
        return x.sub(tape.param(runningMean))
                .mul(inverse)
                .mul(tape.param(weight))
                .add(tape.param(bias));
    }

    /** The factor of a channel when the running statistics are used. */
    public double factor(int channel) {
        return at(weight, channel) / Math.sqrt(at(runningVar, channel) + EPSILON);
    }

    /** What is added to a channel after its factor. */
    public double shift(int channel) {
        return at(bias, channel) - factor(channel) * at(runningMean, channel);
    }

    private static double at(Param parameter, int channel) {
        return parameter.segment().getAtIndex(ValueLayout.JAVA_FLOAT, channel);
    }
}
