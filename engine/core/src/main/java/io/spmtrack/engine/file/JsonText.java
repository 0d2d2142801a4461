package io.spmtrack.engine.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Opens the JSON of a file's part for streaming: strict UTF-8, limited depth, name and number length. */
final class JsonText {
    /** The longest text taken as JSON, as in the safetensors library: 100 MB. */
    static final long LONGEST = 100_000_000;

    // Names are not interned or canonicalised: a file with colliding or endless names must not grow global tables.
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNameLength(4096)
                    .maxNumberLength(40)
                    .build())
            .build();

    private JsonText() {}

    /** The bytes from {@code begin} to {@code end} of the file; {@code what} names them in errors. */
    static JsonParser parse(MappedFile file, long begin, long end, String what) throws IOException {
        if (end - begin > LONGEST) {
            throw file.defect(what + " has " + (end - begin) + " bytes, more than " + LONGEST);
        }
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(file.slice(begin, end).asByteBuffer());
        } catch (CharacterCodingException e) {
            throw file.defect(what + " is not valid UTF-8", e);
        }
        return JSON.createParser(text.array(), text.arrayOffset(), text.remaining());
    }
}
