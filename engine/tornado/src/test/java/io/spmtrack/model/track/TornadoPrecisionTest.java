package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A frame with every single product by cuBLAS or tensor cores, where the device has them, and what is refused where it has not. */
class TornadoPrecisionTest {
    private static final String LIBRARY = "spmtrack.tornado.library";
    private static final String LEAST = "spmtrack.tornado.library.least";

    private String library;
    private String least;

    @BeforeEach
    void remember() {
        library = System.getProperty(LIBRARY);
        least = System.getProperty(LEAST);
    }

    @AfterEach
    void restore() {
        set(LIBRARY, library);
        set(LEAST, least);
    }

    private static void set(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    private static boolean hasLibrary(Backend device) {
        set(LIBRARY, null);
        return device.remarks().stream().anyMatch(remark -> remark.startsWith("large products by cuBLAS"));
    }

    private static boolean hasTensorCores(Backend device) {
        set(LIBRARY, "off");
        return device.in(Precision.FP16).remarks().stream()
                .anyMatch(remark -> remark.startsWith("large products by tensor cores"));
    }

    /** Scores of a frame by the portable kernel and by cuBLAS in a precision. */
    private static double furthest(Precision precision) {
        Backend device = TornadoDevice.require();
        Assumptions.assumeTrue(hasLibrary(device), "no cuBLAS on this device");
        return furthest(device, precision, "on");
    }

    private static double furthest(Backend device, Precision precision, String library) {
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            model.initialize(5);
            set(LIBRARY, "off");
            float[] expected = Frames.scores(model, device);
            set(LIBRARY, library);
            set(LEAST, "0");
            float[] actual = Frames.scores(model, device.in(precision));
            double furthest = 0;
            for (int i = 0; i < expected.length; i++) {
                furthest = Math.max(furthest, Math.abs(actual[i] - expected[i]));
            }
            System.out.printf(
                    "scores in %s, cuBLAS %s: at most %.1e from the portable kernel's%n", precision, library, furthest);
            return furthest;
        }
    }

    @Test
    void libraryComputesWhatThePortableKernelDoes() {
        assertEquals(0, furthest(Precision.FP32), 1e-5);
    }

    @Test
    void factorsOfTenBitsShowAndLittle() {
        assertBetween(furthest(Precision.TF32));
    }

    @Test
    void halfFloatsShowAndLittle() {
        assertBetween(furthest(Precision.FP16));
    }

    @Test
    void halfFloatsByTensorCoresShowAndLittle() {
        Backend device = TornadoDevice.require();
        Assumptions.assumeTrue(hasTensorCores(device), "no tensor cores on this device");
        assertBetween(furthest(device, Precision.FP16, "off"));
    }

    /**
     * Scores are sigmoids, of slope 1/4 at most, of logits around 1. A factor is off by 2⁻¹¹ at most, a product by twice that, and
     * errors of different layers have different signs: within 2⁻¹¹ times twice the number of layers in a row, 3 a block and 3 of
     * the head, times 1/4.
     */
    private static void assertBetween(double furthest) {
        int layers = 3 * ModelSettings.tiny().backbone().depth() + 3;
        assertTrue(furthest > 1e-6, "rounded factors must show: " + furthest);
        assertEquals(0, furthest, 0x1p-11 * 2 * layers / 4);
    }

    @Test
    void refusedInOneSentenceWithoutTheLibrary() {
        Backend device = TornadoDevice.require();
        Assumptions.assumeFalse(hasTensorCores(device), "tensor cores are there");
        Assumptions.assumeFalse(hasLibrary(device), "cuBLAS is there");
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            for (Precision precision : new Precision[] {Precision.TF32, Precision.FP16}) {
                String message = assertThrows(InputException.class, () -> Frames.scores(model, device.in(precision)))
                        .getMessage();
                assertTrue(message.startsWith("--precision=" + precision.label() + ": "), message);
                assertTrue(message.contains("cuBLAS"), message);
            }
            set(LIBRARY, "on");
            String message = assertThrows(InputException.class, () -> Frames.scores(model, device))
                    .getMessage();
            assertTrue(message.startsWith("-Dspmtrack.tornado.library=on: "), message);
        }
    }

    @Test
    void valuesThatTheSwitchDoesNotHaveAreRefused() {
        Backend device = TornadoDevice.require();
        set(LIBRARY, "yes");
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            String message = assertThrows(InputException.class, () -> Frames.scores(model, device))
                    .getMessage();
            assertTrue(message.contains("on, off or auto"), message);
        }
    }

    @Test
    void whateverIsFasterIsUsedWithoutAsking() {
        Backend device = TornadoDevice.require();
        set(LIBRARY, "off");
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            model.initialize(5);
            float[] portable = Frames.scores(model, device);
            set(LIBRARY, "auto");
            set(LEAST, "0");
            assertArrayEquals(portable, Frames.scores(model, device), 1e-5f);
        }
    }
}
