package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.settings.SettingFile;
import io.spmtrack.train.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OverridesTest {
    @TempDir
    private Path folder;

    private static Overrides<RunSettings> tiny() {
        return new Overrides<>(RunSettings.KEYS).preset(Preset.of("tiny"));
    }

    @Test
    void everyPresetSurvivesTheWayThroughKeysAndAFile() {
        for (RunSettings preset :
                List.of(RunSettings.tiny(), RunSettings.base(), RunSettings.large(), RunSettings.giant())) {
            assertEquals(preset, RunSettings.KEYS.build(RunSettings.KEYS.values(preset)));
            Path file = folder.resolve("config.yaml");
            SettingFile.write(file, RunSettings.KEYS, preset);
            assertEquals(preset, tiny().file(file).build());
            assertEquals(preset, tiny().complete(file).build());
        }
    }

    @Test
    void laterLayersWin() throws Exception {
        Path file = folder.resolve("a.yaml");
        Files.writeString(
                file, "optimizer: {lr: 2e-4, beta1: 0.8}\ntrain.batch: 4\ndata:\n  train: [\"frames:/a,b\"]\n");
        Overrides<RunSettings> overrides = tiny().preset(Preset.of("base"))
                .file(file)
                .arguments(List.of(
                        "optimizer.lr=5e-5", "model.ffn_layer=SwiGLUFused", "data.val=otb:x?sequences=A,B,got10k"));
        RunSettings run = overrides.build();
        assertEquals(5e-5, run.optimizer().lr());
        assertEquals(0.8, run.optimizer().beta1());
        assertEquals(4, run.train().batch());
        assertEquals(768, run.model().backbone().embedDim());
        assertEquals(List.of("frames:/a,b"), run.data().train());
        assertEquals(List.of("otb:x?sequences=A,B,got10k"), run.data().val());
        String printed = overrides.print();
        assertTrue(printed.contains("optimizer.lr=5.0E-5"), printed);
        assertTrue(printed.lines()
                .anyMatch(line -> line.matches("optimizer.lr=.* # command line +highest learning rate")));
        assertTrue(
                printed.lines().anyMatch(line -> line.startsWith("train.batch=") && line.contains("# " + file + " ")));
        assertTrue(printed.lines().anyMatch(line -> line.matches("model.depth=.* # preset base +number of blocks L")));
        overrides.arguments(List.of("data.train=otb:x")); // a row cannot hold an element with a comma
        Path again = folder.resolve("printed.conf");
        Files.writeString(again, overrides.print());
        assertEquals(overrides.build(), tiny().file(again).build());
    }

    @Test
    void presetsCombine() {
        RunSettings run =
                tiny().preset(Preset.of("large")).preset(Preset.of("got10k")).build();
        assertEquals(List.of("got10k:?split=train"), run.data().train());
        assertEquals(100 * 2048, run.train().steps());
        assertEquals(1024, run.model().backbone().embedDim());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimiser.lr=1|unknown key 'optimiser.lr'|did you mean 'optimizer.lr'",
                "optimizer.larning_rate=1|Keys of optimizer are kind, lr, weight_decay|unknown key",
                "nonsense|neither an option nor key=value|nonsense",
                "optimizer.lr=fast|optimizer.lr=fast|a number",
                "optimizer.lr=NaN|optimizer.lr=NaN|a number",
                "train.batch=2.5|train.batch=2.5|a whole number",
                "train.batch=99999999999|train.batch=99999999999|a whole number",
                "augment.choice=maybe|augment.choice=maybe|true or false",
                "model.ffn_layer=moe|model.ffn_layer=moe|one of mlp, swiglufused",
                "model.num_heads=5|embed_dim 64 is not a multiple of num_heads 5|given: model.num_heads=5",
                "train.batch=0|batch must lie in 1 to 65536|given: train.batch=0",
                "sampling.references=2|sampling.references=2|follows from other keys and is 3",
            })
    void mistakesAreNamed(String argument, String first, String second) {
        InputException refused = assertThrows(
                InputException.class, () -> tiny().arguments(List.of(argument)).build());
        assertTrue(refused.getMessage().contains(first), refused::getMessage);
        assertTrue(refused.getMessage().contains(second), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimizer: [1|not valid YAML",
                "optimizer: {lr: 1, lr: 2}|not valid YAML",
                "just words|holds no settings",
                "optimizer: {lr: }|optimizer.lr has no value",
                "optimizer: {lr: [{a: 1}]}|optimizer.lr has no value",
                "optimizer: {beta9: 1}|did you mean 'optimizer.beta1'",
                "train: {steps: [1, 2]}|a whole number is expected",
                "!!javax.script.ScriptEngineManager [x]|holds no settings",
            })
    void wrongFilesAreRefused(String content, String message) throws Exception {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(file, content);
        InputException refused =
                assertThrows(InputException.class, () -> tiny().file(file).build());
        assertTrue(refused.getMessage().contains(message), refused::getMessage);
        assertTrue(refused.getMessage().contains("wrong.yaml"), refused::getMessage);
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void theCommandLinePrintsThem() {
        Call call = Call.of("train", "--preset", "base", "train.steps=7", "--print-config", "seed=9")
                .succeeds();
        assertTrue(
                call.out().lines().anyMatch(line -> line.matches("train.steps=7 +# command line +optimiser steps .*")),
                call.out());
        assertTrue(call.out().lines().anyMatch(line -> line.matches("train.seed=9 +# --seed +seed .*")), call.out());
        assertTrue(call.out().contains("model.r=64"), call.out());
        assertTrue(Call.of("train", "--preset", "tini").refused().contains("did you mean 'tiny'"));
    }
}
