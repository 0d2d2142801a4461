package io.spmtrack.cli.serve;

import com.sun.net.httpserver.HttpServer;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A web server on the loopback address with the page that tracks; whoever has its {@link #address} may use it. */
public final class Server implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int TOKEN_BYTES = 24;

    static {
        // Read by the server's first use. Small answers go at once, and nobody can hold a thread with half a request.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "20");
    }

    private final HttpServer http;
    private final ExecutorService threads;
    private final Videos videos;
    private final WarmUp warmUp;
    private final URI address;

    private Server(HttpServer http, ExecutorService threads, Videos videos, WarmUp warmUp, URI address) {
        this.http = http;
        this.threads = threads;
        this.videos = videos;
        this.warmUp = warmUp;
        this.address = address;
    }

    /**
     * Starts serving.
     *
     * @param folder the page shows nothing that lies outside of it
     * @param port 0 for any free one
     * @param tracker makes a tracker for each target
     * @param with what tracks, for the page
     * @throws InputException if the folder is absent or the port taken
     */
    public static Server start(Path folder, int port, Supplier<Tracker> tracker, String with) {
        return start(folder, port, tracker, with, Limits.USUAL);
    }

    static Server start(Path folder, int port, Supplier<Tracker> tracker, String with, Limits limits) {
        Folder place = Folder.of(folder);
        HttpServer http = bound(port);
        int free = http.getAddress().getPort();
        String token = token();
        Videos videos = new Videos(tracker, limits);
        http.createContext("/", new Gate(token, free, new Routes(place, videos, with)::answer));
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("serve-", 0).factory());
        http.setExecutor(threads);
        http.start();
        return new Server(
                http, threads, videos, new WarmUp(tracker), URI.create("http://127.0.0.1:" + free + "/" + token + "/"));
    }

    private static HttpServer bound(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (IOException e) {
            throw new InputException(
                    "--port=" + port + ": cannot be used (" + e.getMessage() + "); name another one, or 0 for any", e);
        }
    }

    private static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The page, with the token that lets in. */
    public URI address() {
        return address;
    }

    /** Ends all tracking. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        videos.close();
        warmUp.close();
    }
}
