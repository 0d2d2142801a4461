package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.library.RootCause;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * Small programs run on a device, to see whether something computes what it should there, and how fast.
 *
 * @param backend to compile them for
 */
record Trial(TornadoDevice device, Backend backend) {
    private static final String PROGRAM = "trial";

    /**
     * Why something cannot be used, if so: that it fails, or that its result is too far off.
     *
     * @param who for the sentence
     * @param what it computes
     * @param difference of a program that has run, from what is right
     */
    Optional<String> fault(
            String who, String what, Tape tape, Profile profile, double tolerance, ToDoubleFunction<Run> difference) {
        try (TornadoSession session = session(tape, profile)) {
            double found = difference.applyAsDouble(new Run(session));
            return found <= tolerance
                    ? Optional.empty()
                    : Optional.of(String.format(Locale.ROOT, "%s a wrong %s (difference %.1e)", who, what, found));
        } catch (RuntimeException | Error failure) {
            return Optional.of(who + " nothing: " + RootCause.text(failure));
        }
    }

    /** The least time of some runs. */
    double milliseconds(Tape tape, Profile profile) {
        try (TornadoSession session = session(tape, profile)) {
            session.run(PROGRAM);
            return session.milliseconds(PROGRAM);
        }
    }

    private TornadoSession session(Tape tape, Profile profile) {
        return TornadoSession.trial(device, Map.of(PROGRAM, Compiler.compile(tape, backend)), profile);
    }

    /** The greater of two differences; no number is a difference without bounds. */
    static double further(double difference, double other) {
        return Double.isNaN(other) ? Double.POSITIVE_INFINITY : Math.max(difference, other);
    }

    /** A program on the device. */
    record Run(TornadoSession session) {
        /** Fills an input with numbers in [−1, 1] that no rounding leaves alone. */
        float[] fill(String name, int seed) {
            MemorySegment to = session.input(PROGRAM, name);
            float[] values = new float[Math.toIntExact(to.byteSize() / Float.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.sin(seed + 0.7 * i);
            }
            MemorySegment.copy(values, 0, to, ValueLayout.JAVA_FLOAT, 0, values.length);
            return values;
        }

        /** Runs the program. */
        float[] result(String name) {
            session.run(PROGRAM);
            return session.output(PROGRAM, name).toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
