package io.spmtrack.eval.read.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in zips, of which a few stay open, whoever reads them. */
final class OpenZipsTest {
    @TempDir
    private Path folder;

    private Path zip(String name, String... files) throws IOException {
        Path zip = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String file : files) {
                out.putNextEntry(new ZipEntry(file));
                out.write((name + file).getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }

    private static String text(OpenZips zips, Path zip, String file) {
        return new String(zips.read(zip, file), StandardCharsets.UTF_8);
    }

    @Test
    void picturesComeInTheOrderOfTheirNumbers() throws IOException {
        Path zip = zip("a.zip", "10.jpg", "2.jpg", "readme.txt", "__MACOSX/2.jpg", "9.png");
        assertEquals(List.of("2.jpg", "9.png", "10.jpg"), new OpenZips(2).pictures(zip));
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        OpenZips zips = new OpenZips(2);
        Path zip = zip("a.zip", "1.jpg");
        assertFalse(zips.has(zip, "2.jpg"));
        assertTrue(zips.has(zip, "1.jpg"));
        InputException e = assertThrows(InputException.class, () -> zips.read(zip, "2.jpg"));
        assertTrue(e.getMessage().startsWith(zip + "!2.jpg: "), e.getMessage());
        Path text = Files.writeString(folder.resolve("b.zip"), "no zip");
        assertThrows(InputException.class, () -> zips.read(text, "1.jpg"));
    }

    @Test
    void manyThreadsReadManyZipsThroughFewHandles() throws Exception {
        OpenZips zips = new OpenZips(3);
        List<Path> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(zip(i + ".zip", "x.jpg"));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<String>> read = new ArrayList<>();
            for (int i = 0; i < 240; i++) {
                Path zip = all.get(i * 7 % all.size());
                read.add(threads.submit(() -> text(zips, zip, "x.jpg")));
            }
            for (int i = 0; i < read.size(); i++) {
                assertEquals(i * 7 % all.size() + ".zipx.jpg", read.get(i).get());
            }
        }
        assertEquals(3, zips.count());
    }
}
