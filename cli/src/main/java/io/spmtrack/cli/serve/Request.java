package io.spmtrack.cli.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a page asks.
 *
 * @param path segments of the address behind the token; a single empty one for the page itself
 */
record Request(String method, List<String> path, Optional<String> query, Content content) {
    private static final int MOST_BYTES = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Reads at most so many bytes of the body. */
    interface Content {
        byte[] read(int most) throws IOException;
    }

    Request {
        path = List.copyOf(path);
    }

    /** @param skipped segments in front */
    static Request of(HttpExchange exchange, int skipped) {
        String[] segments = exchange.getRequestURI().getRawPath().split("/", -1);
        return new Request(
                exchange.getRequestMethod(),
                Arrays.asList(segments).subList(Math.min(skipped, segments.length - 1), segments.length),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()),
                most -> exchange.getRequestBody().readNBytes(most));
    }

    /** Refuses other methods. */
    void require(String expected) {
        if (!method.equals(expected)) {
            throw new Refusal(Refusal.METHOD, method + " is not possible here, " + expected + " is");
        }
    }

    /** The segment at an index, empty behind the last one. */
    String segment(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    /** A number in the address. */
    int number(int index) {
        return number(segment(index));
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new Refusal(Refusal.BAD, "'" + text + "' is no number from 0 to 999999999");
        }
        return Integer.parseInt(text);
    }

    /** A value behind the question mark, empty where it is absent. */
    String value(String key) {
        try {
            return query.stream()
                    .flatMap(all -> Arrays.stream(all.split("&")))
                    .filter(pair -> pair.startsWith(key + "="))
                    .map(pair -> URLDecoder.decode(pair.substring(key.length() + 1), StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse("");
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.BAD, "the address is broken: " + e.getMessage());
        }
    }

    /** The body: a JSON object. */
    JsonNode json() {
        try {
            byte[] body = content.read(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new Refusal(Refusal.TOO_LARGE, "the request has more than " + MOST_BYTES + " bytes");
            }
            JsonNode node = JSON.readTree(body);
            if (!node.isObject()) {
                throw new Refusal(Refusal.BAD, "the request is no JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new Refusal(Refusal.BAD, "the request is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Refusal(Refusal.BAD, "the request ended early: " + e.getMessage());
        }
    }

    /** A whole number from 0 of a JSON object. */
    static int number(JsonNode object, String name) {
        return optional(object, name)
                .orElseThrow(() -> new Refusal(Refusal.BAD, "the request lacks the number '" + name + "'"));
    }

    /** As {@link #number(JsonNode, String)}, where it is there. */
    static Optional<Integer> optional(JsonNode object, String name) {
        JsonNode node = object.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isInt() || node.intValue() < 0) {
            throw new Refusal(Refusal.BAD, "'" + name + "' is no whole number from 0");
        }
        return Optional.of(node.intValue());
    }
}
