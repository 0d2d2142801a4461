package io.spmtrack.eval.collage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of real pictures: their boxes are where their targets are painted, and they are functions of seed and index. */
class CollageTest {

    private static final int PICTURES = 3;
    private static final Box MARKED = Box.xywh(100, 80, 60, 40);

    @TempDir
    private Path folder;

    /** Grey noise with one red rectangle where the annotations say, in a zip; red discs with transparency in another. */
    @BeforeEach
    void pictures() throws IOException {
        try (ZipOutputStream zip = zip("stills.zip")) {
            for (int i = 0; i < PICTURES; i++) {
                zip.putNextEntry(new ZipEntry(i + ".png"));
                ImageIO.write(noise(i), "png", zip);
            }
        }
        StringBuilder images = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        for (int i = 0; i < PICTURES; i++) {
            String comma = i == 0 ? "" : ",";
            images.append(comma)
                    .append("{\"id\":" + i + ",\"file_name\":\"" + i + ".png\",\"width\":320,\"height\":240}");
            boxes.append(comma).append("{\"image_id\":" + i + ",\"bbox\":[100,80,60,40],\"usable\":1}");
            boxes.append(",{\"image_id\":" + i + ",\"bbox\":[0,0,30,30],\"iscrowd\":1}");
        }
        Files.writeString(
                folder.resolve("stills.json"),
                "{\"info\":{\"any\":[1]},\"images\":[" + images + "],\"annotations\":[" + boxes + "]}");
        try (ZipOutputStream zip = zip("discs.zip")) {
            zip.putNextEntry(new ZipEntry("disc.png"));
            ImageIO.write(disc(), "png", zip);
        }
    }

    private ZipOutputStream zip(String name) throws IOException {
        OutputStream stream = Files.newOutputStream(folder.resolve(name));
        return new ZipOutputStream(stream);
    }

    private static BufferedImage noise(int seed) {
        BufferedImage picture = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                int grey = random.nextInt(200);
                boolean inside = x >= MARKED.x1() && x < MARKED.x2() && y >= MARKED.y1() && y < MARKED.y2();
                picture.setRGB(x, y, inside ? 0xff0000 : grey << 16 | grey << 8 | grey);
            }
        }
        return picture;
    }

    private static BufferedImage disc() {
        BufferedImage picture = new BufferedImage(80, 80, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillOval(10, 20, 60, 40);
        graphics.dispose();
        return picture;
    }

    private List<Sequence> open(String spec) {
        return Datasets.open(DataSpec.parse(spec), "train").sequences();
    }

    @Test
    void boxesOfStillsLieAroundTheMarkedObject() {
        long fitting = open("coco:" + folder + "?limit=8").stream()
                .filter(CollageTest::fits)
                .count();
        assertTrue(
                fitting >= 6,
                "boxes fit in " + fitting + " of 8 sequences; something may hide the object in the others");
    }

    @Test
    void boxesOfCutOutsLieAroundWhatIsOpaque() {
        String over = folder.resolve("stills.zip").toString();
        for (Sequence sequence : open("paste:" + folder.resolve("discs.zip") + "?limit=6&over=" + over)) {
            Box first = sequence.truth().box(0);
            Image image = sequence.frames().image(0);
            int x = (int) first.centerX();
            int y = (int) first.centerY();
            int red = image.rgb()[3 * (y * image.width() + x)] & 0xff;
            assertTrue(red > 100, sequence.name() + ": " + red + " at the centre of " + first);
        }
    }

    /** Whether the smallest box around the red pixels is nearly the true one in most frames. */
    private static boolean fits(Sequence sequence) {
        int checked = 0;
        for (int frame = 0; frame < sequence.size(); frame++) {
            if (sequence.truth().exists(frame)) {
                Box red = red(sequence.frames().image(frame));
                checked += red.iou(sequence.truth().box(frame)) > 0.75 ? 1 : 0;
            }
        }
        return 2 * checked > sequence.size();
    }

    private static Box red(Image image) {
        Box box = Box.NONE;
        byte[] rgb = image.rgb();
        for (int i = 0; i < rgb.length; i += 3) {
            if ((rgb[i] & 0xff) > 110 && (rgb[i + 1] & 0xff) < 90 && (rgb[i + 2] & 0xff) < 90) {
                int x = i / 3 % image.width();
                int y = i / 3 / image.width();
                box = box.finite()
                        ? new Box(
                                Math.min(box.x1(), x),
                                Math.min(box.y1(), y),
                                Math.max(box.x2(), x + 1),
                                Math.max(box.y2(), y + 1))
                        : new Box(x, y, x + 1, y + 1);
            }
        }
        return box.finite() ? box : new Box(0, 0, 0, 0);
    }

    @Test
    void theSameSeedAndIndexGiveTheSameFrames() {
        String spec = "planar:" + folder.resolve("stills.zip") + "?limit=4&seed=5";
        List<Sequence> once = open(spec);
        List<Sequence> again = open(spec);
        for (int i = 0; i < once.size(); i++) {
            assertArrayEquals(
                    once.get(i).frames().image(7).rgb(),
                    again.get(i).frames().image(7).rgb());
            assertEquals(once.get(i).truth().box(7), again.get(i).truth().box(7));
        }
        assertTrue(!once.get(0).truth().box(0).equals(once.get(1).truth().box(0)), "sequences differ");
    }

    @Test
    void onlyWhatIsWantedIsPaintedAndItIsTheSame() {
        Sequence sequence =
                open("planar:" + folder.resolve("stills.zip") + "?limit=1").getFirst();
        Image whole = sequence.frames().image(3);
        PixelRect part = new PixelRect(40, 30, 200, 120);
        Image some = sequence.frames().image(3, size -> part);
        for (int y = 0; y < whole.height(); y++) {
            for (int x = 0; x < whole.width(); x++) {
                int at = 3 * (y * whole.width() + x);
                boolean inside = x >= 40 && x < 200 && y >= 30 && y < 120;
                assertEquals(inside ? whole.rgb()[at] : 0, some.rgb()[at], 1);
            }
        }
    }

    @Test
    void decodedPicturesStayWithinTheirBound() {
        List<Picture> pictures = PictureFolder.pictures(folder.resolve("stills.json"), name -> true);
        assertEquals(PICTURES, pictures.size());
        assertEquals(List.of(MARKED), pictures.getFirst().objects(), "crowds are left out");
        long one = new PictureStore(Long.MAX_VALUE).texture(pictures.getFirst()).bytes();
        PictureStore store = new PictureStore(2 * one);
        pictures.forEach(store::texture);
        assertEquals(2 * one, store.bytes());
    }

    @Test
    void whatIsNoPictureIsRefusedInOneLine() throws IOException {
        Files.writeString(folder.resolve("bad.json"), "{\"images\":[{\"id\":1,\"file_name\":\"../x.png\"}]}");
        Path bad = folder.resolve("bad.json");
        for (String spec :
                List.of("coco:" + bad, "coco:" + folder.resolve("discs.zip"), "planar:" + folder.resolve("absent"))) {
            InputException refused = assertThrows(InputException.class, () -> open(spec), spec);
            assertEquals(1, refused.getMessage().lines().count());
        }
    }
}
