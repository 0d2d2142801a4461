package io.spmtrack.cli.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The files of {@code tornado-config/} that the jar carries: JVM flags, one a line; lines with {@code #} are comments. */
public enum Argfile {
    CPU,
    /** Behind {@link #CPU} for commands that compute nothing on tensors. */
    TEXT,
    TORNADO;

    private static final Set<String> TEXT_COMMANDS = Set.of("score", "report", "submit");

    private static final String PROPERTY = "-D";

    /** A property that TornadoVM's flags set. */
    private static final String RUNTIME = "tornado.load.runtime.implementation";

    /** The flags of a command line. */
    static List<String> of(List<String> arguments) {
        boolean text = !arguments.isEmpty() && TEXT_COMMANDS.contains(arguments.getFirst());
        return text ? Stream.concat(CPU.flags().stream(), TEXT.flags().stream()).toList() : CPU.flags();
    }

    /** The flags. */
    public List<String> flags() {
        String name = name().toLowerCase(Locale.ROOT) + ".argfile";
        try (InputStream argfile = Argfile.class.getResourceAsStream(name)) {
            if (argfile == null) {
                throw new IllegalStateException("the jar lacks io/spmtrack/cli/launch/" + name);
            }
            return new String(argfile.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sets those properties of {@link #TORNADO} that are missing, where Java was started with TornadoVM by other means than
     * this project's launcher. TornadoVM reads them when its first class loads, so this comes first.
     */
    public static void completeProperties() {
        if (System.getProperty(RUNTIME) == null) {
            return;
        }
        for (String flag : TORNADO.flags()) {
            int equals = flag.indexOf('=');
            if (flag.startsWith(PROPERTY) && equals > 0) {
                String key = flag.substring(PROPERTY.length(), equals);
                String value = flag.substring(equals + 1).replace("\"", "");
                if (System.getProperty(key) == null) {
                    System.setProperty(key, value);
                }
            }
        }
    }
}
