package io.spmtrack.model.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.AtomicFile;
import io.spmtrack.engine.file.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of settings: rows {@code key=value} as presets have them, or YAML with groups as nested maps.
 *
 * @param path of the file
 * @param format of its keys
 * @param keys dotted keys with their values: a text, or a list of texts
 */
public record SettingFile(Path path, int format, Map<String, Object> keys) {
    private static final long MOST_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    /**
     * Reads a file.
     *
     * @throws InputException if it cannot be read, is of neither form or of a later format
     */
    public static SettingFile read(Path path) {
        byte[] content = content(path);
        String text = new String(content, StandardCharsets.UTF_8);
        Map<String, Object> keys = new LinkedHashMap<>(
                SettingRows.areThese(text)
                        ? SettingRows.read(text, path.toString())
                        : SettingNodes.read(yaml(path, content), path.toString()));
        return new SettingFile(path, FileFormat.remove(keys, path.toString()), keys);
    }

    private static byte[] content(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new InputException(path + ": too large for a file of settings; check --config");
            }
            Pointer.refuse(path);
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file of settings; check --config", e);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e, e);
        }
    }

    private static JsonNode yaml(Path path, byte[] content) {
        try {
            JsonNode root = YAML.readTree(content);
            if (!root.isObject()) {
                throw new InputException(
                        path + ": holds no settings; write them as rows key=value, or as group: {key: value}");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new InputException(path + ", line " + line + ": not valid YAML: " + reason, e);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e, e);
        }
    }

    /** Writes all settings as YAML, with the format of today; the file appears whole or not at all. */
    public static <T extends Record> void write(Path path, SettingKeys<T> keys, T settings) {
        try {
            byte[] text = YAML.writeValueAsBytes(SettingNodes.of(keys.values(settings)));
            AtomicFile.write(path, channel -> {
                ByteBuffer bytes = ByteBuffer.wrap(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
