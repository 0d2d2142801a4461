package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index and its shards: what is gathered, and what is refused. */
final class ShardIndexTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeShards() {
        Safetensors.write(folder.resolve("1.safetensors"), List.of(TensorData.scalar("a", 1)), Map.of());
        Safetensors.write(folder.resolve("2.safetensors"), List.of(TensorData.scalar("b", 2)), Map.of());
    }

    @Test
    void tensorsComeFromTheirShards() throws IOException {
        Path index = index("{'metadata':{'total_size':16},'weight_map':{'a':'1.safetensors','b':'2.safetensors'}}");
        try (TensorFile file = TensorFile.open(index)) {
            assertEquals(TensorFile.Format.SHARDS, file.format());
            assertEquals(List.of("a", "b"), List.copyOf(file.entries().keySet()));
            assertArrayEquals(new long[] {2}, file.longs("b"));
        }
    }

    /** A folder of the hub with PyTorch files of both formats' kinds; a shard that is an index itself is refused. */
    @Test
    void shardsMayBePyTorchFiles() throws IOException {
        byte[] pickle = TorchBytes.oneTensor(3, 0, new long[] {3}, new long[] {1});
        TorchBytes.file(folder.resolve("pytorch_model-00001-of-00002.bin"), pickle, 4, 5, 6);
        String json = "{'weight_map':{'x':'pytorch_model-00001-of-00002.bin','b':'2.safetensors'}}";
        Path index = Files.writeString(folder.resolve("pytorch_model.bin.index.json"), json.replace('\'', '"'));
        try (TensorFile file = TensorFile.open(folder)) {
            assertEquals(index, file.path());
            assertArrayEquals(new float[] {4, 5, 6}, file.floats("x"));
            assertArrayEquals(new long[] {2}, file.longs("b"));
        }
        Files.writeString(
                index,
                json.replace('\'', '"')
                        .replace("2.safetensors", index.getFileName().toString()));
        InputException error = assertThrows(InputException.class, () -> TensorFile.open(folder));
        assertTrue(error.getMessage().contains("is no file of tensors"), error.getMessage());
    }

    /** Each line: an index, what the error mentions. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'weight_map':{'a':'../1.safetensors'}} ; ../1.safetensors is not the plain name",
                "{'weight_map':{'a':'/etc/passwd'}} ; /etc/passwd is not the plain name",
                "{'weight_map':{'a':'..\\\\1.safetensors'}} ; is not the plain name",
                "{'weight_map':{'a':'..'}} ; is not the plain name",
                "{'weight_map':{'a':''}} ; is not the plain name",
                "{'weight_map':{'a':'x\\u0000y'}} ; is not the plain name",
                "{'weight_map':{'a':3}} ; not a text",
                "{'weight_map':{'a':'3.safetensors'}} ; 3.safetensors: no such file",
                "{'weight_map':{'a':'2.safetensors'}} ; 2.safetensors, which does not have it",
                "{'weight_map':{'a':'1.safetensors','a':'2.safetensors'}} ; a appears twice",
                "{'weight_map':{},'weight_map':{}} ; weight_map appears twice",
                "{'weight_map':[]} ; not a JSON object",
                "{'weight_map':{'a':'index.json'}} ; index.json",
                "{'metadata':{}} ; without weight_map",
                "{'weight_map':{'a' ; not valid JSON"
            })
    void indexesThatDoNotFitAreRefused(String line) throws IOException {
        String[] parts = line.split(" ; ");
        Path index = index(parts[0]);
        InputException error = assertThrows(InputException.class, () -> ShardIndex.open(index));
        assertTrue(error.getMessage().contains(parts[1]), error.getMessage());
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("index.json"), json.replace('\'', '"'));
    }
}
