package io.spmtrack.eval.trax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TraX as its documentation has it. */
final class TraxTest {
    @Test
    void theSelfTestPassesWithATracker() {
        List<TraxSelfTest.Trial> trials = TraxSelfTest.run(Baseline.STILL::open);
        assertTrue(trials.size() >= 25, trials.toString());
        assertEquals(List.of(), trials.stream().filter(trial -> !trial.passed()).toList());
    }

    @Test
    void theSelfTestFindsATrackerThatFails() {
        List<TraxSelfTest.Trial> trials = TraxSelfTest.run(Broken::new);
        TraxSelfTest.Trial one = trials.stream()
                .filter(trial -> trial.name().startsWith("one object, version 4"))
                .findFirst()
                .orElseThrow();
        assertFalse(one.passed());
        assertTrue(one.fault().contains("quit"), one.fault());
    }

    /** Does not survive its second frame. */
    private record Broken() implements Tracker {
        @Override
        public void init(Frame frame, Box box) {}

        @Override
        public TrackResult update(Frame frame) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }

    @Test
    void messagesAreWrittenAndReadWithAllTheirEscapes() {
        TraxMessage message =
                new TraxMessage(TraxMessage.Kind.STATE, List.of("a \"b\" \\c\nd", ""), Map.of("trax.x_1", "1=2 3"));
        assertEquals(message, TraxMessage.parse(message.line()).orElseThrow());
        assertEquals(1, message.line().lines().count());
        assertEquals(
                new TraxMessage(TraxMessage.Kind.FRAME, List.of("file:///a b.jpg", "c"), Map.of("k", "v w")),
                TraxMessage.parse("@@TRAX:frame \"file:///a b.jpg\"  c k=v\" w\"")
                        .orElseThrow());
        assertTrue(TraxMessage.parse("a log with @@TRAX:quit").isEmpty());
        for (String wrong : List.of("@@TRAX:", "@@TRAX:hi", "@@TRAX:quit \"", "@@TRAX:quit \\x", "@@TRAX:quit \\")) {
            assertThrows(InputException.class, () -> TraxMessage.parse(wrong), wrong);
        }
    }

    @Test
    void regionsAreRectanglesAndPolygons() {
        assertEquals(Box.xywh(1, 2, 3, 4.5), TraxRegion.parse("1,2,3,4.5"));
        assertEquals(new Box(1, 0, 5, 4), TraxRegion.parse("3,0,5,2,3,4,1,2"));
        assertEquals("1.0000,2.0000,3.0000,4.5000", TraxRegion.text(Box.xywh(1, 2, 3, 4.5)));
        for (String wrong : List.of(
                "",
                "1",
                "1,2,3",
                "1,2,3,4,5",
                "1,2,0,4",
                "1,2,nan,4",
                "1,2,Infinity,4",
                "1e999,2,3,4",
                "m0,0,1,1,1",
                "1,2,3,x")) {
            assertThrows(InputException.class, () -> TraxRegion.parse(wrong), wrong);
        }
    }

    /** A line without an end does not fill the memory, and the log has both sides. */
    @Test
    void anEndlessLineEndsTheSession() {
        byte[] endless = "x".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> log = new ArrayList<>();
        TraxServer server = new TraxServer(
                new ByteArrayInputStream(endless),
                out,
                log::add,
                Baseline.STILL::open,
                List.of("color"),
                Duration.ofSeconds(30));
        assertTrue(assertThrows(InputException.class, server::run).getMessage().contains("longer than"));
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith("@@TRAX:hello") && said.contains("\n@@TRAX:quit"), said);
        assertTrue(log.getFirst().startsWith("> @@TRAX:hello"), log.toString());
    }

    @Test
    void channelsAreThoseOfTheProtocol() {
        assertThrows(
                InputException.class,
                () -> new TraxServer(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        line -> {},
                        Baseline.STILL::open,
                        List.of("color", "thermal"),
                        Duration.ofSeconds(1)));
    }
}
