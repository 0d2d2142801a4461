package io.spmtrack.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Asks a server as a page does. */
final class Page implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI address;

    Page(URI address) {
        this.address = address;
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send("GET", path, new byte[0]);
    }

    /** The answer of a request that succeeds. */
    String text(String path) throws IOException, InterruptedException {
        return checked(get(path));
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return json.readTree(text(path));
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return json.readTree(checked(send("POST", path, body.getBytes(StandardCharsets.UTF_8))));
    }

    private static String checked(HttpResponse<byte[]> response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertEquals(200, response.statusCode(), text);
        return text;
    }

    /** The one line of a request that is refused. */
    String refused(int status, String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(method, path, body.getBytes(StandardCharsets.UTF_8));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertEquals(status, response.statusCode(), text);
        assertEquals(1, text.lines().count(), text);
        assertEquals(
                "text/plain; charset=utf-8",
                response.headers().firstValue("Content-Type").orElse(""));
        return text;
    }

    /** Sends a whole request as it is and returns the first line of the answer. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    /** Follows the state until tracking has ended. */
    JsonNode tracked(String video) throws IOException, InterruptedException {
        JsonNode state = json("videos/" + video + "/state?after=0");
        while (state.path("tracking").booleanValue()) {
            state = json("videos/" + video + "/state?after=" + state.path("version"));
        }
        return json("videos/" + video + "/state?after=0");
    }

    @Override
    public void close() {
        client.close();
    }
}
