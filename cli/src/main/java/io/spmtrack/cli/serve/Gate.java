package io.spmtrack.cli.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Lets in who knows the token of the address, and turns failures into one line. The host is checked too: a page of another site
 * whose name leads to this machine has another one.
 */
final class Gate implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(Gate.class.getName());
    private static final int FAILED = 500;
    /** Empty segment and token. */
    private static final int SKIPPED = 2;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final byte[] token;
    private final Set<String> hosts;
    private final Function<Request, Reply> routes;

    Gate(String token, int port, Function<Request, Reply> routes) {
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange) {
            secure(exchange.getResponseHeaders());
            reply(exchange).send(exchange);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a page went away before its answer", e);
        }
    }

    private static void secure(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private Reply reply(HttpExchange exchange) {
        try {
            check(exchange);
            return routes.apply(Request.of(exchange, SKIPPED));
        } catch (Refusal e) {
            return Reply.line(e.status(), e.getMessage());
        } catch (InputException e) {
            return Reply.line(Refusal.BAD, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "a request failed", e);
            return Reply.line(FAILED, "this failed: " + e);
        }
    }

    private void check(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        List<String> host = headers.getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.getFirst())) {
            throw new Refusal(Refusal.FORBIDDEN, "this server answers to 127.0.0.1 and localhost only");
        }
        String[] segments = exchange.getRequestURI().getRawPath().split("/", -1);
        byte[] shown = (segments.length > 1 ? segments[1] : "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(token, shown)) {
            throw new Refusal(
                    Refusal.FORBIDDEN, "the address lacks the right token: use the one that spmtrack serve printed");
        }
        List<String> origin = headers.getOrDefault("Origin", List.of());
        if (!origin.isEmpty() && !origin.equals(List.of("http://" + host.getFirst()))) {
            throw new Refusal(Refusal.FORBIDDEN, "pages of other sites cannot ask this server");
        }
    }
}
