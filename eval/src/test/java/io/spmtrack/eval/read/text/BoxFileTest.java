package io.spmtrack.eval.read.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoxFileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2,30,40",
                "1\t2\t30\t40\n",
                "1 2 30 40\r\n",
                "  1;2 ; 30;40",
                "1, 2, 30, 40,",
                "1.0 2.0e0 3E+1 4.0e1 \t",
                "\uFEFF1,2,30,40\n\n\n",
                "+1,.2e1,30.,40;"
            })
    void acceptsEverySeparator(String text) {
        BoxFile file = read(text);
        assertEquals(1, file.rows());
        assertEquals(Box.xywh(1, 2, 30, 40), file.box(0));
    }

    @Test
    void keepsValuesAsTheyStand() {
        BoxFile file = read("0.1,0.2,0.3,0.7\n-5,6,-7,0\nNaN,nan,NAN,-nan\n");
        assertEquals(0.3, file.value(0, 2));
        assertEquals(-7, file.value(1, 2));
        assertTrue(Double.isNaN(file.value(2, 3)));
        assertEquals(3, file.boxes().size());
    }

    @Test
    void fourCornersBecomeTheirUprightHull() {
        BoxFile file = read("334.02,128.36,438.19,188.78,396.39,260.83,292.23,200.41");
        assertEquals(new Box(292.23, 128.36, 438.19, 260.83), file.box(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "1,2,3,4\\n1,x,3,4 | line 2: 'x' is not a number",
                "1,2,3,4\\n\\n1,2,3,4 | line 2: has no numbers",
                "1,2,3 | line 1: has 3 numbers",
                "7 | line 1: has 1 number;",
                "1,2,3,4\\n1,2,3,4,5,6,7,8 | line 2: has 8 numbers, but the lines before it have 4",
                "1,,3,4 | line 1: '' is not a number",
                "1,2,1e9999,4 | line 1: '1e9999' is too large",
                "0x10,2,3,4 | line 1: '0x10' is not a number",
                "1d,2,3,4 | line 1: '1d' is not a number",
                "Infinity,2,3,4 | line 1: 'Infinity' is not a number"
            })
    void namesTheLine(String text, String message) {
        InputException e = assertThrows(InputException.class, () -> read(text.replace("\\n", "\n")));
        assertTrue(e.getMessage().startsWith("boxes.txt, " + message), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void refusesEmptyBinaryAndEndlessFiles() {
        assertMessage("is empty", "");
        assertMessage("is empty", "\n \n");
        assertMessage("binary data", "1,2,3,4\0");
        assertMessage("longer than any row", "1,".repeat(5000));
        assertMessage("more than the 1000000", "1\n".repeat(BoxFile.MAX_ROWS + 1));
    }

    private static void assertMessage(String part, String text) {
        InputException e = assertThrows(InputException.class, () -> read(text));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static BoxFile read(String text) {
        return BoxFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "boxes.txt");
    }
}
