package io.spmtrack.engine.cpu.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondLevelCacheTest {
    private static final long USUAL = 1 << 20;

    @TempDir
    private Path caches;

    private void cache(int index, int level, String type, String size) throws IOException {
        Path cache = Files.createDirectories(caches.resolve("index" + index));
        Files.writeString(cache.resolve("level"), level + "\n");
        Files.writeString(cache.resolve("type"), type + "\n");
        Files.writeString(cache.resolve("size"), size + "\n");
    }

    @Test
    void theUnifiedCacheOfLevelTwoCounts() throws IOException {
        cache(0, 1, "Data", "48K");
        cache(1, 2, "Instruction", "512K");
        cache(2, 2, "Unified", "1280K");
        cache(3, 3, "Unified", "260M");
        assertEquals(1280 << 10, SecondLevelCache.bytes(caches));
    }

    @Test
    void sharedCachesCountOnlySoFar() throws IOException {
        cache(0, 2, "Unified", "12M");
        assertEquals(2 << 20, SecondLevelCache.bytes(caches));
    }

    @Test
    void smallOnesAreNotBelieved() throws IOException {
        cache(0, 2, "Unified", "0K");
        assertEquals(256 << 10, SecondLevelCache.bytes(caches));
    }

    @Test
    void whatCannotBeReadIsOneOfAUsualSize() throws IOException {
        assertEquals(USUAL, SecondLevelCache.bytes(caches));
        assertEquals(USUAL, SecondLevelCache.bytes(caches.resolve("none")));
        cache(0, 2, "Unified", "lots");
        assertEquals(USUAL, SecondLevelCache.bytes(caches));
        Files.delete(caches.resolve("index0/type"));
        assertEquals(USUAL, SecondLevelCache.bytes(caches));
    }
}
