package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.SharedFolder;
import io.spmtrack.model.settings.FileFormat;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.settings.SettingKey;
import io.spmtrack.model.settings.SettingText;
import io.spmtrack.train.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/guide/settings.md} is made of what {@code --print-config} prints; {@code -Dguide=write} writes it anew. */
final class SettingsGuideTest {
    private static final String HEAD = """
            # Settings

            Every setting is a key with a value: `optimizer.lr=5e-5`. Values come from presets (`--preset large,got10k`), then from
            files (`--config FILE`), then from the command line; the last one counts. `--print-config` prints all of them, where
            each came from and what it means. What it prints is itself a file for `--config`:

            ```
            ./spmtrack train --preset large --print-config > my.conf
            ./spmtrack train --config my.conf optimizer.lr=5e-5
            ```

            A file holds rows `key=value` with comments after `#`, or YAML with groups as nested maps, as `config.yaml` of a run does.
            Lists have commas between their elements. An unknown key is an error that names the nearest one.

            A run that is resumed takes its settings from its folder. Keys marked with + may then be given another value.
            """;
    private static final String TAIL = """

            ## Presets

            Without `--preset` a run begins with `tiny`. `tiny`, `small`, `base`, `large` and `giant` set the same keys; `base` has the
            defaults above. Variants such as `table6-3` change a few keys of the size named before them, of `base` where none is. `small-cpu`, the tracker that comes with the program, sets more keys: name it last. Each is a file of rows in `model/src/main/resources/io/spmtrack/model/settings/`.

            ## Formats of files

            Weight files, checkpoints and `config.yaml` name the format of their settings, now %d. A key that a file does not have
            gets the default it had when the file was written, so a later default never changes an earlier model or run.
            """;

    @Test
    void guideAndProgramAgree() throws IOException {
        Path file = SharedFolder.root().resolve("docs/guide/settings.md");
        if ("write".equals(System.getProperty("guide"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, guide());
        }
        assertEquals(
                guide(),
                Files.exists(file) ? Files.readString(file) : "",
                "write it anew: ./mvnw -pl cli -am test -Dtest=SettingsGuideTest -Dguide=write"
                        + " -Dsurefire.failIfNoSpecifiedTests=false");
    }

    private static String guide() {
        StringBuilder text = new StringBuilder(HEAD);
        RunSettings.KEYS.groups().forEach((group, meaning) -> {
            text.append("\n## ").append(group).append("\n\n").append(meaning).append('\n');
            text.append("\n| key | default | meaning |\n|---|---|---|\n");
            RunSettings.KEYS.all().stream()
                    .filter(key -> key.name().startsWith(group + "."))
                    .forEach(key -> text.append(row(key)));
            RunSettings.KEYS.shorthands().values().stream()
                    .filter(each -> each.name().startsWith(group + "."))
                    .forEach(each -> text.append("| `%s` + | | %s |%n".formatted(each.name(), each.meaning())));
        });
        text.append(TAIL.replace("%d", Integer.toString(FileFormat.CURRENT))).append("\n### Rows of the presets\n");
        for (String name : Preset.NAMES) {
            text.append("\n`").append(name).append("`:\n\n```\n");
            Preset.of(name)
                    .rows()
                    .forEach((key, value) ->
                            text.append(key).append('=').append(value).append('\n'));
            text.append("```\n");
        }
        return text.toString();
    }

    private static String row(SettingKey key) {
        String value = SettingText.print(key.initial(FileFormat.CURRENT));
        return "| `%s`%s | `%s` | %s |%n"
                .formatted(
                        key.name(),
                        key.declared().changeable() ? " +" : "",
                        value,
                        key.declared().meaning());
    }
}
