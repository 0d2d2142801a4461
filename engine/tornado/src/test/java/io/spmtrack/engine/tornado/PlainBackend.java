package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.TensorType;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.library.LargeProducts;
import java.util.List;
import java.util.Map;

/** The device's programs with its kernels as plain Java: lowering and kernels without TornadoVM's runtime or any driver. */
public final class PlainBackend implements Backend {
    private final TornadoBackend device = new TornadoBackend();
    private final Profile profile;

    /** All products by the portable kernel. */
    public PlainBackend() {
        this(PlainSession.PROFILE);
    }

    /** Every single product as for NVIDIA's library, in place of which a plain loop computes. */
    public PlainBackend(Precision precision) {
        this(new LargeProducts(precision, 0, LargeProducts.By.CUBLAS, false));
    }

    /** Large products and attention as they say. */
    PlainBackend(LargeProducts large) {
        this(PlainSession.PROFILE.with(large));
    }

    private PlainBackend(Profile profile) {
        this.profile = profile;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public boolean fuses(Fused op, List<TensorType> in) {
        return device.fuses(op, in);
    }

    @Override
    public Session load(Map<String, Plan> programs) {
        return new PlainSession(programs, profile);
    }
}
