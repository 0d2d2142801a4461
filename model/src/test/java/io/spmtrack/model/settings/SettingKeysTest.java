package io.spmtrack.model.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingKeysTest {
    private static final SettingKeys<Kitchen> KEYS = SettingKeys.of(
            Kitchen.class,
            new Shorthand(
                    "oven.hot",
                    boolean.class,
                    "sets the heat",
                    Set.of("oven.degrees"),
                    (hot, values) -> Map.of("oven.degrees", (Boolean) hot ? 250 : 20)));

    @TempDir
    private Path folder;

    private record Oven(
            @Key(
                    initial = "180",
                    meaning = "heat",
                    earlier = {@Key.Earlier(until = 1, initial = "200")})
            int degrees,

            @Key(initial = "a,b", meaning = "what is in it") List<String> trays) {
        Oven {
            if (degrees > 300) {
                throw new IllegalArgumentException("oven: degrees must not exceed 300");
            }
        }
    }

    private record Walls(
            @Key(initial = "true", meaning = "painted") boolean wallPaint) {}

    private record Kitchen(@Group("Hot.") Oven oven, @Inline Walls walls) {}

    @Test
    void defaultsAreThoseOfTheFormat() {
        Kitchen now = KEYS.defaults();
        assertEquals(new Kitchen(new Oven(180, List.of("a", "b")), new Walls(true)), now);
        Kitchen earlier = KEYS.complete(Map.of("wall_paint", "no"), 1, "old.file");
        assertEquals(new Kitchen(new Oven(200, List.of("a", "b")), new Walls(false)), earlier);
        assertEquals(180, KEYS.complete(Map.of(), 2, "new.file").oven().degrees());
    }

    @Test
    void unknownKeysNameTheNearest() {
        String message = assertThrows(
                        InputException.class, () -> KEYS.complete(Map.of("oven.degree", "1"), 2, "a.file"))
                .getMessage();
        assertTrue(message.contains("a.file"), message);
        assertTrue(message.contains("did you mean 'oven.degrees'"), message);
    }

    @Test
    void rowsChangeRecords() {
        Kitchen changed = KEYS.with(KEYS.defaults(), "oven.degrees=220", "oven.trays=c");
        assertEquals(new Kitchen(new Oven(220, List.of("c")), new Walls(true)), changed);
        assertThrows(InputException.class, () -> KEYS.with(changed, "oven.degrees=301"));
    }

    @Test
    void shorthandsHoldUntilTheirKeysAreSet() {
        assertEquals(250, overrides("oven.hot=true").oven().degrees());
        assertEquals(100, overrides("oven.hot=true", "oven.degrees=100").oven().degrees());
        assertEquals(20, overrides("oven.degrees=100", "oven.hot=false").oven().degrees());
    }

    private static Kitchen overrides(String... arguments) {
        return new Overrides<>(KEYS).arguments(List.of(arguments)).build();
    }

    @Test
    void aFileOfEitherFormIsRead() throws Exception {
        Path file = folder.resolve("some.file");
        Files.writeString(file, "# comment\n\noven.degrees=99  # warm\nwall_paint = off\noven.trays=x#1,y\n");
        Kitchen rows = new Overrides<>(KEYS).file(file).build();
        assertEquals(new Kitchen(new Oven(99, List.of("x#1", "y")), new Walls(false)), rows);
        SettingFile.write(file, KEYS, rows);
        assertEquals(FileFormat.CURRENT, SettingFile.read(file).format());
        assertEquals(rows, new Overrides<>(KEYS).complete(file).build());
    }

    @Test
    void aCompleteFileWithoutItsFormatHasTheFirstDefaults() throws Exception {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "oven: {trays: [c]}\n");
        assertEquals(200, new Overrides<>(KEYS).complete(file).build().oven().degrees());
        assertEquals(180, new Overrides<>(KEYS).file(file).build().oven().degrees());
        Files.writeString(file, "format: 99\n");
        String message =
                assertThrows(InputException.class, () -> SettingFile.read(file)).getMessage();
        assertTrue(message.contains("has format 99"), message);
    }
}
