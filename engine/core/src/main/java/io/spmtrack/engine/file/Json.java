package io.spmtrack.engine.file;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON as it is found: Python's {@code json} writes the bare words {@code NaN}, {@code Infinity} and {@code -Infinity},
 * which the standard lacks. Everything that reads JSON begins here.
 */
public final class Json {
    private Json() {}

    /** A mapper to configure further. */
    public static JsonMapper.Builder mapper() {
        return JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);
    }
}
