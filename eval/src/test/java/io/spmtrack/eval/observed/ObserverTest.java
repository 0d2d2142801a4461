package io.spmtrack.eval.observed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.inside.Insight;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.Stages;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObserverTest {
    @TempDir
    private Path folder;

    /** Stages of 1, 2 and 3 milliseconds; gates that change from look to look. */
    private static final class Told implements Tracker {
        private int looks;

        @Override
        public void init(Frame frame, Box box) {}

        @Override
        public TrackResult update(Frame frame) {
            throw new IllegalStateException("only asked");
        }

        @Override
        public Optional<Stages> stages() {
            return Optional.of(new Stages(1_000_000, 2_000_000, 3_000_000));
        }

        @Override
        public Optional<Insight> inside() {
            float first = looks++ == 0 ? 1 : 0.5f;
            return Optional.of(new Insight(
                    List.of(),
                    new Insight.Attention(new float[0][], 0, 0, 0),
                    List.of(new Insight.Gates(3, "mlp.fc1", new float[][] {{first, 1 - first}})),
                    Optional.empty()));
        }

        @Override
        public void close() {}
    }

    private void observe(int lookEvery, int frames) throws IOException {
        Observer observer = new Observer(lookEvery);
        Told tracker = new Told();
        for (int frame = 0; frame < frames; frame++) {
            observer.saw(frame, 4_000_000, tracker);
        }
        for (Map.Entry<Path, String> file :
                observer.files("s", folder, 20_000_000).entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    @Test
    void stagesAreReadAsTheyWereWritten() throws IOException {
        observe(0, 5);
        StageTimes times = StageTimes.read("s", folder).orElseThrow();
        assertEquals(List.of(4.0, 4.0, 4.0, 4.0, 4.0), times.of(StageTimes.Stage.READ));
        assertEquals(List.of(1.0, 1.0, 1.0, 1.0), times.of(StageTimes.Stage.CROP), "the first frame is no update");
        assertEquals(List.of(2.0, 2.0, 2.0, 2.0), times.of(StageTimes.Stage.NETWORK));
        assertEquals(List.of(3.0, 3.0, 3.0, 3.0), times.of(StageTimes.Stage.DECODE));
        assertEquals(4.0, times.of(StageTimes.Stage.WRITE).getFirst(), "20 milliseconds for 5 frames");
        assertTrue(ExpertLoad.read("s", folder).isEmpty(), "nobody looked");
        assertTrue(StageTimes.read("other", folder).isEmpty());
    }

    /** Frames 1 and 3: gates 1 and 0.5 of the first expert. */
    @Test
    void loadsAreMeansOverLooks() throws IOException {
        observe(2, 5);
        assertEquals(
                Map.of("blocks.3.mlp.fc1", List.of(0.75, 0.25)),
                ExpertLoad.read("s", folder).orElseThrow().layers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "read,crop\n1,2",
                "read,crop,network,decode,write\n1,2,3,4",
                "read,crop,network,decode,write\n1,2,3,4,x",
                "read,crop,network,decode,write\n1,2,3,4,-5"
            })
    void damagedStagesAreNamed(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("s.stages"), text);
        InputException refused = assertThrows(InputException.class, () -> StageTimes.read("s", folder));
        assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocks.3.mlp.fc1", "blocks.3.mlp.fc1,2", "blocks.3.mlp.fc1,a", "a,0.5\na,0.5"})
    void damagedLoadsAreNamed(String text) throws IOException {
        Files.writeString(folder.resolve("s.experts"), text);
        String message = assertThrows(InputException.class, () -> ExpertLoad.read("s", folder))
                .getMessage();
        assertTrue(message.contains("s.experts, line "), message);
    }
}
