package io.spmtrack.eval.read.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts about benchmarks that their folders do not tell, from resource files: rows of words, {@code #} comments. */
public final class Table {

    private Table() {}

    /** The rows by their first word. */
    public static Map<String, List<String>> read(String resource) {
        try (InputStream in = Table.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource missing from the jar: " + resource);
            }
            Map<String, List<String>> rows = new LinkedHashMap<>();
            for (String line : TextFile.lines(in, resource)) {
                if (!line.startsWith("#")) {
                    List<String> words = List.of(line.split(" "));
                    rows.put(words.getFirst(), words);
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
