package io.spmtrack.eval.trax;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Plays the toolkit's side: every message of the protocol, a peer that is gone, one that is silent, and garbage. */
public final class TraxSelfTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final int PIPE = 1 << 16;
    private static final int ENDLESS = (1 << 20) + 1;

    /** One thing that was tried. */
    public record Trial(String name, String fault) {
        /** Whether it went as the protocol says. */
        public boolean passed() {
            return fault.isEmpty();
        }
    }

    private final Supplier<Tracker> open;
    private final List<String> pictures = new ArrayList<>();
    private final List<Trial> trials = new ArrayList<>();

    private TraxSelfTest(Supplier<Tracker> open) {
        this.open = open;
    }

    /** Tries everything with a tracker. */
    public static List<Trial> run(Supplier<Tracker> open) {
        TraxSelfTest test = new TraxSelfTest(open);
        try {
            Path folder = Files.createTempDirectory("spmtrack-trax");
            try {
                test.draw(folder);
                test.all();
            } finally {
                for (String picture : test.pictures) {
                    Files.deleteIfExists(Path.of(picture.substring("file://".length())));
                }
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(test.trials);
    }

    private void draw(Path folder) {
        for (int number = 0; number < 3; number++) {
            byte[] rgb = new byte[3 * WIDTH * HEIGHT];
            for (int i = 0; i < rgb.length; i++) {
                int x = i / 3 % WIDTH;
                int y = i / 3 / WIDTH;
                boolean inside = x >= 40 + number && x < 70 + number && y >= 30 && y < 60;
                rgb[i] = (byte) (inside ? 220 : (x * 3 + y * 5) & 63);
            }
            Path file = folder.resolve("frame " + number + ".png");
            ImageWriter.write(Image.of(WIDTH, HEIGHT, rgb), file);
            pictures.add("file://" + file.toAbsolutePath());
        }
    }

    private void all() throws IOException {
        trial("hello", List.of("color"), LONG, this::hello);
        trial("one object, version 4", List.of("color"), LONG, peer -> {
            peer.hello();
            objects(peer, 1);
        });
        trial("three objects, one more later, a new session", List.of("color"), LONG, this::several);
        trial("one object, version 3", List.of("color"), LONG, this::legacy);
        trial("two channels", List.of("color", "ir"), LONG, this::channels);
        trial("output between messages", List.of("color"), LONG, peer -> {
            peer.hello();
            peer.raw("a line of a log\n\n");
            objects(peer, 1);
        });
        for (String garbage : List.of(
                "@@TRAX:dance\n",
                "@@TRAX:frame \"file:///no such\n",
                "@@TRAX:initialize \"1,2\"\n",
                "@@TRAX:initialize \"a,b,c,d\"\n",
                "@@TRAX:initialize \"m0,0,2,2,1,3\"\n",
                "@@TRAX:initialize \"1,2,3,4\"\n@@TRAX:frame \"http://a/b.jpg\"\n",
                "@@TRAX:frame \"" + pictures.getFirst() + "\"\n",
                "@@TRAX:state \"1,2,3,4\"\n",
                "@@TRAX:hello\n",
                "@@TRAX:initialize \"1,2,1e999,4\"\n",
                "@@TRAX:initialize \"1,2,3,4\"\n@@TRAX:frame\n",
                "@@TRAX:initialize \"1,2,3,4\"\n@@TRAX:frame \"" + pictures.getFirst() + "\" \"b\"\n",
                "@@TRAX:initialize \"1,2,3,4\"\n@@TRAX:frame \"" + pictures.getFirst() + ".gone\"\n",
                "\0\7\u00ff@@TRAX\n@@TRAX:\0\n")) {
            trial(
                    "garbage " + garbage.strip().replace("\n", " "),
                    List.of("color"),
                    LONG,
                    peer -> refused(peer, garbage));
        }
        trial("a line without an end", List.of("color"), LONG, peer -> refused(peer, "x".repeat(ENDLESS)));
        trial("a silent peer", List.of("color"), SHORT, peer -> refused(peer, ""));
        trial(
                "a peer that falls silent",
                List.of("color"),
                SHORT,
                peer -> refused(peer, "@@TRAX:initialize \"1,2,3,4\"\n"));
        trial("a peer that is gone", List.of("color"), LONG, peer -> {
            peer.hello();
            peer.leave();
        });
        trial("a peer that is gone before it is answered", List.of("color"), LONG, peer -> {
            peer.hello();
            peer.deaf();
            peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE, "40,30,30,30"));
            peer.send(TraxMessage.of(TraxMessage.Kind.FRAME, pictures.getFirst()));
            peer.ended();
        });
    }

    private void trial(String name, List<String> channels, Duration patience, Consumer<Peer> play) throws IOException {
        try (Peer peer = new Peer(open, channels, patience)) {
            play.accept(peer);
            peer.leave();
            peer.ended();
            trials.add(new Trial(name, ""));
        } catch (InputException | IllegalStateException e) {
            trials.add(new Trial(name, e.getMessage()));
        }
    }

    private void hello(Peer peer) {
        TraxMessage hello = peer.hello();
        require("4".equals(hello.properties().get("trax.version")), "version");
        require(hello.properties().getOrDefault("trax.region", "").contains("rectangle"), "region");
        require(hello.properties().getOrDefault("trax.image", "").contains("path"), "image");
        require("1".equals(hello.properties().get("trax.multiobject")), "multiobject");
        peer.send(TraxMessage.of(TraxMessage.Kind.QUIT).with("trax.reason", "that was all"));
    }

    private void objects(Peer peer, int count) {
        for (int i = 0; i < count; i++) {
            peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE, 40 + 5 * i + ",30,30,30"));
        }
        for (int number = 0; number < pictures.size(); number++) {
            peer.send(TraxMessage.of(TraxMessage.Kind.FRAME, pictures.get(number)));
            for (int i = 0; i < count; i++) {
                Box box = peer.state();
                require(number > 0 || Math.abs(box.x1() - 40 - 5 * i) < 1e-3, "the given box comes first, in order");
            }
        }
        peer.send(TraxMessage.of(TraxMessage.Kind.QUIT));
    }

    private void several(Peer peer) {
        peer.hello();
        for (String region : List.of("40,30,30,30", "10,10,20,20", "90,50,110,50,110,70,90,70")) {
            peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE, region).with("object", "x"));
        }
        peer.send(TraxMessage.of(TraxMessage.Kind.FRAME, pictures.get(0)));
        require(
                peer.state().x1() == 40
                        && peer.state().x1() == 10
                        && peer.state().x1() == 90,
                "order of objects");
        peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE, "60,60,20,20"));
        peer.send(TraxMessage.of(TraxMessage.Kind.FRAME, pictures.get(1)));
        for (int i = 0; i < 3; i++) {
            peer.state();
        }
        require(peer.state().x1() == 60, "the later object comes last");
        peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE));
        objects(peer, 2);
    }

    private void legacy(Peer peer) {
        peer.hello();
        for (int again = 0; again < 2; again++) {
            peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE, pictures.get(0), "40,30,30,30"));
            require(peer.state().width() == 30, "the given box");
            peer.send(TraxMessage.of(TraxMessage.Kind.FRAME, pictures.get(1)));
            peer.state();
        }
        peer.send(TraxMessage.of(TraxMessage.Kind.QUIT));
    }

    private void channels(Peer peer) {
        require("color;ir;".equals(peer.hello().properties().get("trax.channels")), "channels");
        peer.send(TraxMessage.of(TraxMessage.Kind.INITIALIZE, "40,30,30,30"));
        peer.send(TraxMessage.of(TraxMessage.Kind.FRAME, pictures.get(0), pictures.get(1)));
        peer.state();
        peer.send(TraxMessage.of(TraxMessage.Kind.QUIT));
    }

    private static void refused(Peer peer, String garbage) {
        peer.hello();
        peer.raw(garbage);
        TraxMessage last = peer.next();
        require(
                last.kind() == TraxMessage.Kind.QUIT,
                "quit was expected, not " + last.kind().label());
        require(last.properties().containsKey("trax.reason"), "a reason");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("expected: " + what);
        }
    }

    /** The toolkit's side of a session with a tracker in a thread of this process. */
    private static final class Peer implements AutoCloseable {
        private final PipedOutputStream toServer = new PipedOutputStream();
        private final PipedInputStream fromServer = new PipedInputStream(PIPE);
        private final TraxChannel channel;
        private final Thread server;

        Peer(Supplier<Tracker> open, List<String> channels, Duration patience) throws IOException {
            PipedInputStream in = new PipedInputStream(toServer, PIPE);
            OutputStream out = new PipedOutputStream(fromServer);
            TraxServer session = new TraxServer(in, out, line -> {}, open, channels, patience);
            this.server = Thread.ofPlatform().daemon().start(() -> {
                try (out) {
                    session.run();
                } catch (RuntimeException | IOException e) {
                    // told to this side with quit, which it looks at; or this side is gone
                }
            });
            this.channel = new TraxChannel(fromServer, toServer, line -> {});
        }

        TraxMessage next() {
            return channel.next(LONG);
        }

        TraxMessage hello() {
            TraxMessage hello = next();
            require(hello.kind() == TraxMessage.Kind.HELLO, "hello comes first");
            return hello;
        }

        Box state() {
            TraxMessage state = next();
            require(state.kind() == TraxMessage.Kind.STATE, "a state, not " + state.line());
            require(state.properties().containsKey("confidence"), "a confidence");
            return TraxRegion.parse(state.arguments().getFirst());
        }

        void send(TraxMessage message) {
            channel.send(message);
        }

        void raw(String text) {
            try {
                toServer.write(text.getBytes(StandardCharsets.UTF_8));
                toServer.flush();
            } catch (IOException e) {
                throw new IllegalStateException("the tracker does not listen: " + e.getMessage(), e);
            }
        }

        void leave() {
            try {
                toServer.close();
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        /** Takes no answers any more. */
        void deaf() {
            try {
                fromServer.close();
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        /** The tracker ends by itself. */
        void ended() {
            try {
                require(server.join(LONG), "the tracker ends");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            fromServer.close();
        }
    }
}
