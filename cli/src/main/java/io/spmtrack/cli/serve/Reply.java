package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a request is answered with. */
sealed interface Reply {
    /** Sends it; the exchange is not used afterwards. */
    void send(HttpExchange exchange) throws IOException;

    static Reply json(JsonNode node) {
        return new Bytes(200, "application/json", node.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** One line of plain text. */
    static Reply line(int status, String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", "; ") + "\n";
        return new Bytes(status, "text/plain; charset=utf-8", line.getBytes(StandardCharsets.UTF_8));
    }

    /** Something in memory. */
    @SuppressWarnings("ArrayRecordComponent") // Made for one exchange, and compared with nothing.
    record Bytes(int status, String type, byte[] content) implements Reply {
        @Override
        public void send(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            if (content.length > 0) {
                exchange.getResponseBody().write(content);
            }
        }
    }

    /** A picture, and which frame it shows. */
    record Picture(Shown shown) implements Reply {
        @Override
        public void send(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("X-Frame", Integer.toString(shown.frame()));
            new Bytes(200, "image/jpeg", shown.jpeg()).send(exchange);
        }
    }

    /** Text that the browser saves as a file. */
    record Saved(String name, String type, String text) implements Reply {
        @Override
        public void send(HttpExchange exchange) throws IOException {
            attach(exchange, name);
            new Bytes(200, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)).send(exchange);
        }
    }

    /** A video file that the browser saves. */
    record Film(String name, Path file) implements Reply {
        @Override
        public void send(HttpExchange exchange) throws IOException {
            attach(exchange, name);
            exchange.getResponseHeaders().set("Content-Type", "video/mp4");
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        }
    }

    private static void attach(HttpExchange exchange, String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + plain + "\"");
    }
}
