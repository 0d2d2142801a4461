package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenFrame;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TmoeSettings;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every backbone of every weights_* folder with every model file gives the stored outputs, on both backends. */
class WeightsImportGoldenTest {
    private static final double POSITION = 1e-5;

    @TempDir
    Path temporary;

    @TestFactory
    List<DynamicTest> combinations() {
        List<DynamicTest> tests = new ArrayList<>();
        for (GoldenFolder folder : GoldenFolder.all()) {
            for (GoldenFolder.Entry backbone : folder.backbones()) {
                for (GoldenFolder.Entry model : folder.models()) {
                    tests.add(dynamicTest(
                            folder + ": " + backbone + " with " + model, () -> imported(folder, backbone, model)));
                }
            }
        }
        return tests;
    }

    private void imported(GoldenFolder folder, GoldenFolder.Entry backbone, GoldenFolder.Entry file) {
        String kind = backbone.json().get("outputs").asText();
        try (TensorFile expected = folder.outputs();
                Model model = load(folder, backbone, file)) {
            assertEquals(folder.settings(), model.settings());
            checkTrained(folder, model);
            checkOutputs(folder, expected, kind, model);
            checkExport(model);
            checkOfficial(file, model);
        }
    }

    /** Exported for the official code, every tensor of its file comes back byte for byte. */
    private void checkOfficial(GoldenFolder.Entry file, Model model) {
        Path export = temporary.resolve("official.bin");
        OfficialCheckpoint.save(export, model);
        try (TensorFile before = TensorFile.open(file.path());
                TensorFile after = TensorFile.open(export)) {
            assertTrue(after.entries().keySet().containsAll(before.entries().keySet()));
            before.entries().forEach((name, entry) -> {
                assertEquals(entry, after.entries().get(name));
                if (entry.type().floating()) {
                    assertArrayEquals(before.floats(name), after.floats(name), name);
                } else {
                    assertArrayEquals(before.longs(name), after.longs(name), name);
                }
            });
        }
    }

    /** Saved to one self-contained file and loaded again, the model is the same. */
    private void checkExport(Model model) {
        Path export = temporary.resolve("export.safetensors");
        ModelFile.save(export, model);
        try (Model again = Weights.load(export, Optional.empty(), Optional.of(model.settings()))) {
            assertEquals(model.settings(), again.settings());
            assertEquals(model.tracker(), again.tracker());
            model.weights()
                    .parameters()
                    .forEach((name, parameter) -> assertEquals(
                            -1,
                            parameter
                                    .segment()
                                    .mismatch(again.weights()
                                            .parameters()
                                            .get(name)
                                            .segment()),
                            name));
        }
    }

    /** A file with scalars is loaded with others in the configuration: those of the file must prevail. */
    private static Model load(GoldenFolder folder, GoldenFolder.Entry backbone, GoldenFolder.Entry file) {
        ModelSettings settings = folder.settings();
        if (file.json().get("scalars").asBoolean()) {
            TmoeSettings tmoe = settings.tmoe();
            settings = settings.with("alpha=" + (tmoe.alpha() + 1), "use_rsexpert=" + !tmoe.useRsexpert());
        }
        return Weights.load(file.path(), Optional.of(backbone.path()), Optional.of(settings));
    }

    /** The checkpoint's tensors arrive bit for bit. */
    private static void checkTrained(GoldenFolder folder, Model model) {
        Map<String, Param> parameters = model.weights().parameters();
        for (GoldenValues.Generated tensor :
                GoldenValues.generated(folder.json().get("model_tensors"))) {
            assertArrayEquals(
                    tensor.values(folder.config().get("tag").asText()),
                    parameters.get(tensor.name()).segment().toArray(ValueLayout.JAVA_FLOAT),
                    tensor.name());
        }
    }

    private static void checkOutputs(GoldenFolder folder, TensorFile expected, String kind, Model model) {
        double[] positions = Floats.of(model.network().posEmbed().segment());
        float[] wanted = expected.floats(kind + ".pos_embed");
        assertEquals(wanted.length, positions.length);
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], positions[i], POSITION, "pos_embed element " + i);
        }
        for (Backend backend : List.of(new ReferenceBackend(), new CpuBackend(2))) {
            checkFrames(folder.json(), expected, kind, model, backend);
        }
    }

    private static void checkFrames(JsonNode golden, TensorFile expected, String kind, Model model, Backend backend) {
        int batch = golden.get("config").get("batch").asInt();
        try (GoldenFrame frame = new GoldenFrame(model, batch, backend)) {
            for (int i = 0; i < model.settings().input().references(); i++) {
                String name = "input.z_" + i;
                frame.reference(
                        i, GoldenModel.input(golden, name), GoldenModel.floats(expected.longs(name + "_feat_mask")));
            }
            int number = 0;
            for (; expected.entries().containsKey(kind + ".frame" + number + ".score_map"); number++) {
                frame.run(GoldenModel.input(golden, "input.x_" + number));
                frame.assertOutputs(expected, kind + ".frame" + number + ".");
            }
            assertTrue(number >= 2, number + " frames compared");
        }
    }
}
