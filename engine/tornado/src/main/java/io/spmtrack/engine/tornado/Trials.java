package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.library.LargeAttention;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.library.LargeProducts;
import io.spmtrack.engine.tornado.library.LargeProducts.By;
import io.spmtrack.engine.tornado.library.LibraryCall;
import io.spmtrack.engine.tornado.lowering.LoweredPrograms;
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

    /** What multiplies in arrays of its own, if anything can. */
    private Optional<By> by() {
        if (withoutLibrary().isEmpty()) {
            return Optional.of(By.CUBLAS);
        }
        boolean cores = precision == Precision.FP16 && fault(By.TENSOR_CORES).isEmpty();
        return cores ? Optional.of(By.TENSOR_CORES) : Optional.empty();
    }

    /** Whether 32-bit floats were chosen and nothing else, so that the portable kernels will do. */
    private boolean isFree() {
        return precision == Precision.FP32 && Profile.use() != Profile.Use.ON;
    }

    /** What the programs of a job are lowered for. A precision that the device does not have is an error. */
    synchronized Profile profile(Map<String, Plan> programs) {
        Optional<By> by = by();
        if (isFree()) {
            return by.isPresent() ? faster(programs) : portable;
        }
        return withAttention(apart(by.orElseThrow(this::refused), false), programs);
    }

    private InputException refused() {
        String who = precision == Precision.FP32 ? "-D" + Profile.LIBRARY + "=on" : "--precision=" + precision.label();
        String cores = precision == Precision.FP16
                ? fault(By.TENSOR_CORES).map(why -> "; " + why).orElse("")
                : "";
        return new InputException(who + ": " + withoutLibrary().orElse("") + cores + "; see docs/gpu.md");
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

    /** Nothing where an array of its own would be too large. */
    private static <C extends LibraryCall> Optional<C> largest(
            Class<C> kind, Profile profile, Map<String, Plan> programs) {
        try {
            return new LoweredPrograms(programs, profile)
                    .library(kind).stream().max(Comparator.comparingLong(LibraryCall::operations));
        } catch (InputException tooLarge) {
            return Optional.empty();
        }
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

    /** Sentences about what is used and why; nothing on a device that has no choice, or where it will be refused. */
    synchronized List<String> remarks() {
        Optional<By> by = by();
        List<String> remarks = new ArrayList<>();
        if (by.isPresent()) {
            remarks.add(multiplies(by.get()));
        } else if (isFree() && device.getTornadoVMBackend() == TornadoVMBackendType.CUDA) {
            remarks.add("products by the portable kernel: " + withoutLibrary().orElse(""));
        }
        if (by.isPresent() && precision == Precision.FP16 && Profile.use() != Profile.Use.OFF) {
            remarks.add(attentionFault()
                    .map(fault -> "attention by the portable kernel: " + fault)
                    .orElse("attention by cuDNN in fp16"
                            + (Profile.use() == Profile.Use.ON ? "" : " where it is faster than the portable kernel")));
        }
        return remarks;
    }

    private String multiplies(By by) {
        String what = "large products by " + by.label() + " in " + precision.label();
        return switch (by) {
            case CUBLAS -> what + (isFree() ? " where it is faster than the portable kernel" : "");
            case TENSOR_CORES -> what + ": " + withoutLibrary().orElse("");
        };
    }
}
