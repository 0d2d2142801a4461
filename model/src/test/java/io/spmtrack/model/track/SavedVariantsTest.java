package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.weights.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants that were saved or exported and loaded again track as before, bit for bit (docs/spec/variants.md §8, §9). */
class SavedVariantsTest {
    private static final String[] SMALL = {
        "embed_dim=24",
        "depth=1",
        "num_heads=2",
        "patch=8",
        "template_size=24",
        "search_size=48",
        "r=4",
        "alpha=4",
        "lora_r=4",
        "lora_alpha=4",
        "head_channels=16"
    };

    @TempDir
    private Path folder;

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    private static Frame frame(int number) {
        byte[] rgb = new byte[3 * 100 * 80];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % 100;
            int y = i / 3 / 100;
            boolean inside = x >= 30 + number && x < 55 + number && y >= 30 && y < 60;
            rgb[i] = (byte) (inside ? 200 + 20 * (i % 3) : (x * 3 + y * 5 + number) & 127);
        }
        return Frame.of(number, Image.of(100, 80, rgb));
    }

    private static List<TrackResult> track(Model model, Backend backend) {
        List<TrackResult> results = new ArrayList<>();
        try (FrameSession session = new FrameSession(model, backend);
                SpmTracker tracker = new SpmTracker(session)) {
            tracker.init(frame(0), Box.xywh(30, 30, 25, 30));
            for (int number = 1; number < 4; number++) {
                results.add(tracker.update(frame(number)));
            }
        }
        return results;
    }

    /** Statistics and factors as after some training, not those of the start. */
    private static Model model(String rows) {
        ModelSettings settings = ModelSettings.base().with(SMALL).with(rows.split(" "));
        Model model = new Model(settings, TrackerSettings.published());
        model.initialize(3);
        model.weights().parameters().forEach((name, parameter) -> {
            if (parameter.role() == Role.BUFFER) {
                int count = Math.toIntExact(parameter.shape().count());
                GoldenModel.fill(parameter.segment(), GoldenValues.values(name, 0.4, 1, count));
            }
        });
        return model;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "head=ostrack",
                "head=conv state_token=false",
                "qkv=none out=none ffn=none train=full",
                "qkv=none out=none ffn=none",
                "qkv=lora out=lora ffn=lora",
                "qkv=lora out=lora ffn=moe moe_topk=2 moe_init=bert",
                "qkv=lora out=lora ffn=moe moe_frozen=true",
                "token_types=two topk=2"
            })
    void savedAndLoadedTracksTheSame(String rows) {
        Path saved = folder.resolve("saved.safetensors");
        Path exported = folder.resolve("exported.safetensors");
        List<List<TrackResult>> expected = new ArrayList<>();
        try (Model model = model(rows)) {
            backends().forEach(backend -> expected.add(track(model, backend)));
            assertTrue(expected.getFirst().stream().distinct().count() > 1, "the target moves");
            ModelFile.save(saved, model);
            ModelFile.saveForHub(exported, model);
        }
        for (Path path : List.of(saved, exported)) {
            try (Model model = ModelFile.load(path)) {
                assertEquals(
                        expected,
                        backends().map(backend -> track(model, backend)).toList());
            }
        }
    }
}
