package io.spmtrack.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpreadTest {
    @Test
    void meanAndDeviationOfASample() {
        assertEquals("4.0 ± 2.0", Spread.of(List.of(2.0, 4.0, 6.0)).text(1));
        assertEquals("2.000", Spread.of(List.of(2.0)).text(3));
        assertEquals("–", Spread.of(List.of()).text(1));
    }
}
