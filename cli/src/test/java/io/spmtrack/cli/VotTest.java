package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vot} over a socket, and its self-test. */
final class VotTest {
    @TempDir
    private Path folder;

    @Test
    void aSessionOverASocket() throws Exception {
        Path clip = SquareClip.write(folder.resolve("One"));
        Path log = folder.resolve("vot.log");
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(listening.getLocalPort());
            CompletableFuture<Call> call = CompletableFuture.supplyAsync(
                    () -> Call.of("vot", "--weights", Call.weights(), "--socket", port, "--log", log.toString()));
            listening.setSoTimeout(60_000);
            try (Socket toolkit = listening.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(toolkit.getInputStream(), StandardCharsets.UTF_8))) {
                OutputStream out = toolkit.getOutputStream();
                assertTrue(in.readLine().startsWith("@@TRAX:hello"));
                out.write("@@TRAX:initialize \"20,20,16,16\"\n".getBytes(StandardCharsets.UTF_8));
                for (String frame : List.of("0001", "0002")) {
                    String path = clip.resolve("img/" + frame + ".jpg")
                            .toAbsolutePath()
                            .toString();
                    out.write(("@@TRAX:frame \"file://" + path + "\"\n").getBytes(StandardCharsets.UTF_8));
                    assertTrue(in.readLine().startsWith("@@TRAX:state "));
                }
                out.write("@@TRAX:quit\n".getBytes(StandardCharsets.UTF_8));
                call.get().succeeds();
            }
        }
        assertTrue(Files.readString(log).contains("> @@TRAX:state"));
    }

    @Test
    void theSelfTestPlaysTheToolkit() {
        Call call = Call.of("vot", "--weights", Call.weights(), "--self-test").succeeds();
        assertTrue(call.out().lines().count() >= 15 && call.out().lines().allMatch(line -> line.startsWith("ok ")));
    }

    @Test
    void wrongCallsAreOneLine() {
        String log = folder.resolve("x.log").toString();
        assertTrue(Call.of("vot", "--baseline", "still", "--channels", "thermal", "--log", log)
                .refused()
                .contains("--channels=thermal"));
        assertTrue(Call.of("vot", "--baseline", "still", "--timeout", "0")
                .refused()
                .contains("--timeout=0"));
        Call none = Call.of("vot", "--baseline", "still", "--socket", "1", "--log", log);
        assertTrue(none.refused().contains("no toolkit listens at this port"));
        assertEquals(2, none.code());
    }
}
