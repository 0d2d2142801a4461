package io.spmtrack.eval.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.RowSyntax;
import io.spmtrack.model.image.Box;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as spreadsheets and the VOT toolkit write them. */
class RowsFromTheFieldTest {

    private static final Box SQUARE = Box.xywh(14.5, 12.25, 24, 24);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "14,50;12,25;24,00;24,00",
                "14,50\t12,25\t24,00\t24,00",
                "14,50 12,25 24,00 24,00",
                " 14,50 ; 12,25 ; 24,00 ; 24,00 ;",
                "\"14,50\",\"12,25\",\"24,00\",\"24,00\"",
                "\"14,5\";\"12,25\";24;24",
                "\"14.5\",\"12.25\",\"24\",\"24\"",
                "14,5;12,25;24;24",
                "1,45E+01;12,25;24,0;24",
                "\uFEFF14,50;12,25;24,00;24,00\r\n0;0;0;0\r\n15,50;12,25;24,00;24,00",
                "14,5;12,25;24,0;24,0\nnan,nan,nan,nan\n14;12;24;24"
            })
    void decimalCommasAreRead(String text) {
        assertEquals(SQUARE, read(text).box(0));
        assertEquals(4, read(text).columns(0));
    }

    @Test
    void groupsOfThousandsAreRead() {
        assertEquals(
                Box.xywh(1014.5, 1012.25, 24, 24),
                read("1.014,50;1\u00a0012,25;24,00;24,00").box(0));
    }

    @Test
    void spreadsheetsWriteWideCharacters() {
        byte[] wide = "\uFEFF14,50\t12,25\t24,00\t24,00\r\n".getBytes(StandardCharsets.UTF_16LE);
        assertEquals(
                SQUARE, BoxFile.read(new ByteArrayInputStream(wide), "a.txt").box(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "14,5;12,25;24,1;24,7",
                "14,5 12,25 24,1 24,7",
                "14,5\t12,25\t24,1\t24,7\n14,6\t12,25\t24,1\t24,7",
                "14,50,12,25,24,00,24,00"
            })
    void whatCanBeReadInTwoWaysIsRefused(String text) {
        InputException e = assertThrows(InputException.class, () -> read(text));
        assertTrue(e.getMessage().startsWith("boxes.txt, line 1: "), e.getMessage());
        assertTrue(e.getMessage().contains("decimal comma"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.5,20;30.5,20;30.5,40;10.5,40 | 8",
                "10,-20;30,20;30,40;10,40 | 8",
                "10,20;20,20 | 4",
                "10,20 20,20 | 4",
                "10, 20, 20, 20 | 4",
                "10,20,30,20,30,40,10,40 | 8"
            })
    void commasThatSeparateStay(String text, int numbers) {
        BoxFile file = read(text);
        assertEquals(numbers, file.columns(0));
        assertEquals(40, file.box(0).y2());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m14,12,3,3,1,1,2,1,3,1 | 15 | 12 | 2 | 3",
                "m14,12,10,2,3,5 | 17 | 12 | 5 | 1",
                "m14,12,4,4,0,16 | 14 | 12 | 4 | 4",
                "m14,12,4,4,3,2,11 | 14 | 12 | 4 | 2",
                "m-3, 2, 4, 4, 5, 1 | -2 | 3 | 1 | 1",
                "1,1,5,1,3,4 | 1 | 1 | 4 | 3",
                "1,1,5,1,6,3,3,4,0,2 | 0 | 1 | 6 | 3"
            })
    void regionsBecomeTheRectangleAroundThem(String text, double x, double y, double width, double height) {
        assertEquals(Box.xywh(x, y, width, height), vot(text).box(0));
    }

    @Test
    void masksAreReadInEveryFile() {
        assertEquals(Box.xywh(17, 12, 5, 1), read("m14,12,10,2,3,5\n").box(0));
        assertFalse(vot("m14,12,10,2,20\nm1,1,0,0\nm1,1,5,5").box(0).finite());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m14",
                "m14,12,3,3,x",
                "m1,1,2,2,1,4",
                "m1,1,2,2,-1,4",
                "m1,1,99999999,99999999,1",
                "m1,1,3,3,1,99999999999999999999"
            })
    void damagedMasksAreRefused(String text) {
        InputException e = assertThrows(InputException.class, () -> vot("1,1,2,2\n" + text));
        assertTrue(e.getMessage().startsWith("boxes.txt, line 2: "), e.getMessage());
    }

    @Test
    void framesWithoutARegionAreNotAnnotated(@TempDir Path folder) throws IOException {
        Samples.text(folder.resolve("a/groundtruth.txt"), "1,1,5,1,3,4\n0\nm1,1,3,3,0,9\n2\n1,1,5,1,5,4,1,4\n");
        Truth truth = Datasets.annotations(DataSpec.parse("vot:" + folder), "")
                .sequences()
                .getFirst()
                .truth();
        assertEquals(5, truth.size());
        assertEquals(3, IntStream.range(0, 5).filter(truth::annotated).count());
        assertFalse(truth.exists(1));
        assertThrows(InputException.class, () -> read("1,1,5,1,3,4"));
    }

    @ParameterizedTest
    @CsvSource({"GBK, 测试", "Shift_JIS, テスト", "windows-1252, Größe", "IBM437, Größe", "UTF-8, 测试"})
    void zipsWithNamesOfAnyCodePage(String charset, String name, @TempDir Path folder) throws IOException {
        Path zip = Samples.zip(folder.resolve("a.zip"), Charset.forName(charset), name + "/bird.txt", "1,2,3,4\n");
        assertEquals("bird", annotations(zip));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anno\\bird.txt",
                "C:\\data\\anno\\bird.txt",
                "/data/anno/bird.txt",
                "D:/anno/bird.txt",
                "./bird.txt",
                "../../bird.txt",
                "anno/bird.TXT"
            })
    void zipsWithHabitsOfWindows(String entry, @TempDir Path folder) throws IOException {
        Path zip = Samples.zip(
                folder.resolve("a.ZIP"),
                StandardCharsets.UTF_8,
                entry,
                "1,2,3,4\n",
                "__MACOSX/._bird.txt",
                "x",
                "Thumbs.db",
                "x");
        assertEquals("bird", annotations(zip));
    }

    @Test
    void boxesAndFlagsOfAbsenceInOneZip(@TempDir Path folder) throws IOException {
        Path zip = Samples.zip(
                folder.resolve("annos.zip"),
                StandardCharsets.UTF_8,
                "toolkit/annos/bird-1.txt",
                "1,2,3,4\n0,0,0,0\n",
                "toolkit/absent/bird-1.txt",
                "0\n1\n",
                "toolkit/att/bird-1.txt",
                "0,0,1\n",
                "toolkit/testing_set.txt",
                "bird-1\n");
        Truth truth = Datasets.annotations(DataSpec.parse("lasot:" + zip), "")
                .sequences()
                .getFirst()
                .truth();
        assertTrue(truth.exists(0));
        assertFalse(truth.exists(1));
    }

    private static String annotations(Path zip) {
        return Datasets.annotations(DataSpec.parse("otb:" + zip), "")
                .sequences()
                .getFirst()
                .name();
    }

    private static BoxFile read(String text) {
        return BoxFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "boxes.txt");
    }

    private static BoxFile vot(String text) {
        return BoxFile.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "boxes.txt", RowSyntax.VOT);
    }
}
