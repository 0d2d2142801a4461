package io.spmtrack.eval.doctor;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small sound data sets of each layout, for tests to damage. */
final class Sets {
    static final int FRAMES = 5;
    static final int WIDTH = 48;
    static final int HEIGHT = 32;
    private static final String ROWS = "5,6,20,12\n".repeat(FRAMES);

    private Sets() {}

    static Path lasot(Path root) throws IOException {
        for (String name : new String[] {"cat-2", "cat-4", "dog-3"}) {
            Path folder = Files.createDirectories(
                    root.resolve(name.substring(0, 3)).resolve(name).resolve("img"));
            pictures(folder, "%08d.jpg", 1);
            text(folder.resolveSibling("groundtruth.txt"), ROWS);
            text(folder.resolveSibling("full_occlusion.txt"), "0,0,1,0,0");
            text(folder.resolveSibling("out_of_view.txt"), "0,0,0,0,0");
        }
        return root;
    }

    static Path got10k(Path root) throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            String name = String.format(Locale.ROOT, "GOT-10k_Train_%06d", i);
            list.append(name).append('\n');
            Path folder = Files.createDirectories(root.resolve("train").resolve(name));
            pictures(folder, "%08d.jpg", 1);
            text(folder.resolve("groundtruth.txt"), "5.0000,6.0000,20.0000,12.0000\n".repeat(FRAMES));
            text(folder.resolve("absence.label"), "0\n0\n1\n0\n0\n");
            text(folder.resolve("cover.label"), "8\n8\n0\n4\n8\n");
            text(folder.resolve("meta_info.ini"), "[METAINFO]\nresolution: (" + WIDTH + ", " + HEIGHT + ")\n");
        }
        text(root.resolve("train/list.txt"), list.toString());
        return root;
    }

    /** One chunk unpacked, one as it ships. */
    static Path trackingnet(Path root) throws IOException {
        for (String name : new String[] {"a_0", "b_0"}) {
            text(root.resolve("TRAIN_0/anno").resolve(name + ".txt"), ROWS);
            pictures(Files.createDirectories(root.resolve("TRAIN_0/frames").resolve(name)), "%d.jpg", 0);
        }
        text(root.resolve("TRAIN_1/anno/c_0.txt"), ROWS);
        Path pictures = Files.createTempDirectory(root, ".packed");
        pictures(pictures, "%d.jpg", 0);
        Path zips = Files.createDirectories(root.resolve("TRAIN_1/zips"));
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zips.resolve("c_0.zip")))) {
            for (int i = 0; i < FRAMES; i++) {
                out.putNextEntry(new ZipEntry(i + ".jpg"));
                out.write(Files.readAllBytes(pictures.resolve(i + ".jpg")));
            }
        }
        return root;
    }

    static Path coco(Path root) throws IOException {
        Path pictures = Files.createDirectories(root.resolve("images/train2017"));
        pictures(pictures, "%012d.jpg", 1);
        StringBuilder json = new StringBuilder("{\"images\":[");
        for (int i = 1; i <= FRAMES; i++) {
            json.append(String.format(
                    Locale.ROOT,
                    "%s{\"id\":%d,\"file_name\":\"%012d.jpg\",\"width\":%d,\"height\":%d}",
                    i == 1 ? "" : ",\n",
                    i,
                    i,
                    WIDTH,
                    HEIGHT));
        }
        json.append("],\"annotations\":[");
        for (int i = 1; i <= FRAMES; i++) {
            json.append(String.format(
                    Locale.ROOT,
                    "%s{\"id\":%d,\"image_id\":%d,\"iscrowd\":0,\"bbox\":[5,6,20,12]}",
                    i == 1 ? "" : ",\n",
                    10 + i,
                    i));
        }
        text(root.resolve("annotations/instances_train2017.json"), json + "]}");
        return root;
    }

    static Path otb(Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("Ball/img"));
        pictures(folder, "%04d.jpg", 1);
        text(folder.resolveSibling("groundtruth_rect.txt"), ROWS);
        return root;
    }

    static Path lasher(Path root) throws IOException {
        pictures(Files.createDirectories(root.resolve("Man/visible")), "v%04d.jpg", 1);
        pictures(Files.createDirectories(root.resolve("Man/infrared")), "i%04d.jpg", 1);
        text(root.resolve("Man/visible.txt"), ROWS);
        return root;
    }

    private static void pictures(Path folder, String format, int first) throws IOException {
        for (int i = 0; i < FRAMES; i++) {
            picture(folder.resolve(String.format(Locale.ROOT, format, first + i)), WIDTH, HEIGHT);
        }
    }

    static void picture(Path file, int width, int height) throws IOException {
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), "jpg", file.toFile());
    }

    static Path text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
