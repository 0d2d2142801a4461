package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A browser without a window, driven through the Chrome DevTools Protocol. */
public final class Chromium implements AutoCloseable, WebSocket.Listener {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final int PATIENCE_SECONDS = 60;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private int last;

    private Chromium(Process process, Path profile) throws IOException, InterruptedException {
        this.process = process;
        this.profile = profile;
        String host = listening(process);
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://" + host + "/json/list"))
                .build();
        JsonNode targets =
                json.readTree(client.send(list, BodyHandlers.ofString()).body());
        for (JsonNode target : targets) {
            if (target.path("type").textValue().equals("page")) {
                this.socket = client.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(target.path("webSocketDebuggerUrl").textValue()), this)
                        .join();
                return;
            }
        }
        throw new IOException("the browser has no page: " + targets);
    }

    /** The browser of this machine. */
    public static Optional<String> installed() {
        return List.of("chromium", "chromium-browser", "google-chrome").stream()
                .filter(name -> List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
                .findFirst();
    }

    /** Starts it with a profile of its own. */
    public static Chromium start(String executable) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("chromium-");
        List<String> command = new ArrayList<>(List.of(
                executable,
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--window-size=1280,860",
                "about:blank"));
        if (System.getProperty("user.name").equals("root")) {
            command.add(1, "--no-sandbox"); // Chromium has none for root
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TMPDIR", profile.toString());
        Process process = builder.start();
        try {
            Chromium browser = new Chromium(process, profile);
            for (String domain : List.of("Page", "Runtime", "Log")) {
                browser.call(domain + ".enable", "{}");
            }
            return browser;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String listening(Process process) throws IOException {
        BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            said.append(line).append('\n');
            Matcher found = LISTENING.matcher(line);
            if (found.find()) {
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> errors.lines().forEach(rest -> {})); // a full pipe would stop it
                return found.group(1);
            }
        }
        throw new IOException("the browser does not start: " + said);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
        message.append(part);
        if (whole) {
            String text = message.toString();
            message.setLength(0);
            try {
                received(json.readTree(text));
            } catch (IOException e) {
                errors.add(e.toString());
            }
        }
        from.request(1);
        return null;
    }

    private void received(JsonNode node) {
        if (node.has("id")) {
            pending.remove(node.path("id").intValue()).complete(node);
            return;
        }
        JsonNode what = node.path("params");
        switch (node.path("method").asText()) {
            case "Runtime.exceptionThrown" ->
                errors.add(what.path("exceptionDetails").toString());
            case "Log.entryAdded" -> note(what.path("entry").path("level").asText(), what);
            case "Runtime.consoleAPICalled" -> note(what.path("type").asText(), what);
            default -> {}
        }
    }

    private void note(String level, JsonNode what) {
        if (level.equals("error") || level.equals("warning")) {
            errors.add(what.toString());
        }
    }

    /** What the page complained about. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    public JsonNode call(String method, String parameters) throws IOException {
        int id = ++last;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        ObjectNode request = json.createObjectNode().put("id", id).put("method", method);
        request.set("params", json.readTree(parameters));
        socket.sendText(request.toString(), true).join();
        JsonNode node = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (node.has("error")) {
            throw new IOException(method + ": " + node.path("error"));
        }
        return node.path("result");
    }

    /** The value of an expression in the page. */
    public JsonNode value(String expression) throws IOException {
        ObjectNode parameters = json.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true);
        JsonNode result = call("Runtime.evaluate", parameters.toString());
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Waits until an expression is true. */
    public void await(String expression) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!value(expression).asBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("never true: " + expression + "; " + errors + "; the page says "
                        + value("document.getElementById('note')?.textContent"));
            }
            Thread.sleep(50);
        }
    }

    /** Clicks in the middle of an element. */
    public void click(String element) throws IOException {
        JsonNode at = value("(() => { const r = " + element + ".getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        double x = at.get(0).doubleValue();
        double y = at.get(1).doubleValue();
        mouse("mouseMoved", x, y, 0);
        mouse("mousePressed", x, y, 1);
        mouse("mouseReleased", x, y, 0);
    }

    /** Presses at one place, moves and lets go at another one. */
    void drag(double fromX, double fromY, double toX, double toY) throws IOException {
        mouse("mouseMoved", fromX, fromY, 0);
        mouse("mousePressed", fromX, fromY, 1);
        for (int step = 1; step <= 4; step++) {
            mouse("mouseMoved", fromX + (toX - fromX) * step / 4, fromY + (toY - fromY) * step / 4, 1);
        }
        mouse("mouseReleased", toX, toY, 0);
    }

    private void mouse(String type, double x, double y, int buttons) throws IOException {
        ObjectNode parameters = json.createObjectNode()
                .put("type", type)
                .put("x", x)
                .put("y", y)
                .put("button", type.equals("mouseMoved") && buttons == 0 ? "none" : "left")
                .put("buttons", buttons)
                .put("clickCount", 1);
        call("Input.dispatchMouseEvent", parameters.toString());
    }

    /** Presses a key that is not a letter. */
    void key(String key, int modifiers) throws IOException {
        for (String type : List.of("rawKeyDown", "keyUp")) {
            ObjectNode parameters = json.createObjectNode()
                    .put("type", type)
                    .put("key", key)
                    .put("code", key)
                    .put("modifiers", modifiers);
            call("Input.dispatchKeyEvent", parameters.toString());
        }
    }

    public byte[] screenshot(int quality) throws IOException {
        JsonNode picture = call("Page.captureScreenshot", "{\"format\":\"jpeg\",\"quality\":" + quality + "}");
        return Base64.getDecoder().decode(picture.path("data").textValue());
    }

    /** Ends the browser, all its processes, and forgets its profile. */
    @Override
    public void close() {
        socket.abort();
        client.close();
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            all.forEach(ProcessHandle::destroyForcibly);
            delete(profile);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.out.println("the browser still writes into " + profile + ": " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
