package io.spmtrack.eval.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Annotations in COCO's style, whatever the order and number of their fields. */
final class CocoJsonTest {
    private static final String PICTURES = """
            "images":[{"license":3,"file_name":"a.jpg","coco_url":"x","height":60,"width":80,"id":7},
             {"id":9,"file_name":"b.jpg","width":80,"height":60,"extra":{"deep":[1,{"id":3}]}}]""";
    private static final String OBJECTS = """
            "annotations":[
             {"segmentation":[[1,2,3,4]],"area":9,"iscrowd":0,"image_id":7,"bbox":[1.5,2,30,20],"category_id":1,"id":1},
             {"segmentation":{"counts":[1,2],"size":[6,8]},"iscrowd":1,"image_id":7,"bbox":[0,0,9,9],"id":2},
             {"image_id":9,"iscrowd":0,"bbox":[5,5,0,12],"id":3},
             {"image_id":9,"iscrowd":0,"bbox":[90,5,4,12],"id":4},
             {"image_id":7,"iscrowd":0,"bbox":[70,50,20,20],"id":5},
             {"image_id":7,"usable":0,"bbox":[1,1,20,20],"id":6},
             {"image_id":77,"bbox":[1,1,20,20],"id":8}]""";

    @TempDir
    private Path folder;

    private Path write(String content) throws IOException {
        Path file = Files.createDirectories(folder.resolve("annotations")).resolve("instances_train2017.json");
        Files.createDirectories(folder.resolve("images/train2017"));
        Files.writeString(folder.resolve("images/train2017/a.jpg"), "never decoded");
        return Files.writeString(file, content);
    }

    private static void check(List<Stills.Still> stills, Path place) {
        assertEquals(1, stills.size());
        Stills.Still only = stills.getFirst();
        assertEquals("a.jpg", only.file());
        assertEquals(place, only.place());
        assertEquals(new FrameSize(80, 60), only.size());
        assertEquals(List.of(Box.xywh(1.5, 2, 30, 20), Box.xywh(70, 50, 20, 20)), only.objects());
    }

    @Test
    void crowdsAndEmptyBoxesAreLeftOut() throws IOException {
        Path file = write("{\"info\":{\"a\":[1]}," + PICTURES + "," + OBJECTS + "}");
        check(Stills.read(file), folder.resolve("images/train2017"));
    }

    @Test
    void annotationsMayStandBeforePictures() throws IOException {
        Path file = write("{" + OBJECTS + "," + PICTURES + ",\"categories\":[]}");
        check(Stills.read(file), folder.resolve("images/train2017"));
        CocoJson all = CocoJson.read(file);
        assertEquals(7, all.objects().size());
        assertTrue(all.objects().get(1).crowd());
        assertFalse(all.objects().get(5).usable());
    }

    @Test
    void whatIsNoSuchFileIsNamed() throws IOException {
        for (String wrong :
                List.of("[1]", "{\"images\":[{\"id\":1}]}", "{\"images\":[{\"file_name\":\"../x.jpg\"}]}", "{")) {
            Path file = write(wrong);
            InputException e = assertThrows(InputException.class, () -> CocoJson.read(file));
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        }
    }

    @Test
    void theSplitsOwnFileIsRead() throws IOException {
        Path train = write("{}");
        Path val = Files.writeString(train.resolveSibling("instances_val2017.json"), "{}");
        Files.writeString(train.resolveSibling("captions_train2017.json"), "{}");
        assertEquals(List.of(train), Stills.annotations(folder, "train", name -> true));
        assertEquals(List.of(val), Stills.annotations(folder, "val", name -> true));
        assertThrows(InputException.class, () -> Stills.annotations(folder, "test", name -> true));
    }

    /** By hand with -Dcoco.megabytes=450 and -Xmx300m: prints time and memory. */
    @Test
    @EnabledIfSystemProperty(named = "coco.megabytes", matches = "\\d+")
    void aLargeFile() throws IOException {
        long wanted = Long.parseLong(System.getProperty("coco.megabytes")) << 20;
        Path file = write("");
        int pictures = 118_287;
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("{\"images\":[");
            for (int i = 0; i < pictures; i++) {
                out.write((i == 0 ? "" : ",") + "{\"license\":1,\"file_name\":\""
                        + (i == 0 ? "a" : "%012d".formatted(i))
                        + ".jpg\",\"height\":480,\"width\":640,\"date_captured\":\"2013-11-14\",\"id\":" + i + "}");
            }
            out.write("],\"annotations\":[");
            long written = 0;
            String polygon = "312.29,562.89,".repeat(24) + "1.5,2.5";
            for (int i = 0; i < 860_001 || written < wanted; i++) {
                String one = (i == 0 ? "" : ",") + "{\"segmentation\":[[" + polygon
                        + "]],\"area\":54652.9,\"iscrowd\":0," + "\"image_id\":" + (i % pictures)
                        + ",\"bbox\":[199.84,200.46,277.71,238.69],\"id\":" + i + "}";
                out.write(one);
                written += one.length();
            }
            out.write("]}");
        }
        long begun = System.nanoTime();
        int found = Stills.read(file).size();
        System.out.printf(
                "%d MB, %d pictures: %.1f s, heap %d MB at most %d MB%n",
                Files.size(file) >> 20,
                found,
                (System.nanoTime() - begun) / 1e9,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
        assertEquals(pictures, found);
    }
}
