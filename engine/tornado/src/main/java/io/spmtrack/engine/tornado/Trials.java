package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.tornado.LargeProducts.By;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/**
 * What computes large products and attention on a device in a precision: cuBLAS, cuDNN and tensor cores once they were right there, in
 * 32-bit floats only where they are faster than the portable kernels. Each is tried once.
 */
final class Trials {
    private final TornadoDevice device;
    private final Precision precision;
    private final Profile portable;
    private final ProductTrial products;
    private final AttentionTrial attention;

    /** Why something cannot be used, or nothing, once it was tried. */
    private final Map<By, Optional<String>> faults = new EnumMap<>(By.class);

    private Optional<Optional<String>> attentionFault = Optional.empty();

    /** @param backend to compile small programs for */
    Trials(TornadoDevice device, Precision precision, Backend backend) {
        this.device = device;
        this.precision = precision;
        this.portable = Profile.of(device);
        Trial trial = new Trial(device, backend);
        this.products = new ProductTrial(trial, portable);
        this.attention = new AttentionTrial(trial, portable);
    }

    private Optional<String> fault(By by) {
        return faults.computeIfAbsent(by, any -> products.fault(precision, by));
    }

    private Optional<String> attentionFault() {
        if (attentionFault.isEmpty()) {
            attentionFault = Optional.of(attention.fault());
        }
        return attentionFault.get();
    }

    /** Why cuBLAS is not used. */
    private Optional<String> withoutLibrary() {
        return Profile.use() == Profile.Use.OFF
                ? Optional.of("cuBLAS is switched off, -D" + Profile.LIBRARY + "=off")
                : fault(By.CUBLAS);
    }

    /** What the programs of a job are lowered for. A precision that the device does not have is an error. */
    synchronized Profile profile(Map<String, Plan> programs) {
        boolean on = Profile.use() == Profile.Use.ON;
        if (precision == Precision.FP32 && !on) {
            return withoutLibrary().isPresent() ? portable : faster(programs);
        }
        Optional<String> why = withoutLibrary();
        if (why.isEmpty()) {
            return withAttention(apart(By.CUBLAS, false), programs);
        }
        boolean other = precision == Precision.FP16 && !on;
        Optional<String> whyNot = other ? fault(By.TENSOR_CORES) : why;
        if (whyNot.isEmpty()) {
            return withAttention(apart(By.TENSOR_CORES, false), programs);
        }
        String who = precision == Precision.FP32 ? "-D" + Profile.LIBRARY + "=on" : "--precision=" + precision.label();
        throw new InputException(who + ": " + why.get() + (other ? "; " + whyNot.get() : "") + "; see docs/gpu.md");
    }

    private Profile apart(By by, boolean attends) {
        return portable.with(new LargeProducts(precision, Profile.least(), by, attends));
    }

    /** With cuDNN where it computes the largest attention faster; it has 16-bit floats alone. */
    private Profile withAttention(Profile without, Map<String, Plan> programs) {
        if (precision != Precision.FP16
                || Profile.use() == Profile.Use.OFF
                || attentionFault().isPresent()) {
            return without;
        }
        Profile with = apart(without.large().orElseThrow().by(), true);
        return Profile.use() == Profile.Use.ON
                        || largest(LargeAttention.class, with, programs)
                                .filter(attention::wins)
                                .isPresent()
                ? with
                : without;
    }

    private static <C extends LibraryCall> Optional<C> largest(
            Class<C> kind, Profile profile, Map<String, Plan> programs) {
        return new Lowered(programs, profile)
                .library(kind).stream().max(Comparator.comparingLong(LibraryCall::operations));
    }

    /** With cuBLAS where it computes the largest product faster. */
    private Profile faster(Map<String, Plan> programs) {
        Profile fast = apart(By.CUBLAS, false);
        return largest(LargeProduct.class, fast, programs)
                        .filter(products::wins)
                        .isPresent()
                ? fast
                : portable;
    }

    /** Sentences about what is used and why; nothing on a device that has no choice. */
    synchronized List<String> remarks() {
        if (device.getTornadoVMBackend() != TornadoVMBackendType.CUDA && precision == Precision.FP32) {
            return List.of();
        }
        List<String> remarks = new ArrayList<>();
        Optional<String> why = withoutLibrary();
        if (why.isEmpty()) {
            boolean raced = precision == Precision.FP32 && Profile.use() == Profile.Use.AUTO;
            remarks.add("large products by cuBLAS in " + precision.label()
                    + (raced ? " where it is faster than the portable kernel" : ""));
        } else if (precision == Precision.FP16 && fault(By.TENSOR_CORES).isEmpty()) {
            remarks.add("large products by tensor cores in fp16: " + why.get());
        } else {
            remarks.add("products by the portable kernel: " + why.get());
        }
        if (precision == Precision.FP16 && Profile.use() != Profile.Use.OFF) {
            remarks.add(attentionFault()
                    .map(fault -> "attention by the portable kernel: " + fault)
                    .orElse("attention by cuDNN in fp16"
                            + (Profile.use() == Profile.Use.ON ? "" : " where it is faster than the portable kernel")));
        }
        return remarks;
    }
}
