package io.spmtrack.engine.file;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file that appears whole or not at all: to a temporary file beside it, forced to disk, then renamed. */
public final class AtomicFile {
    private static final System.Logger LOG = System.getLogger(AtomicFile.class.getName());

    private static final String ENDING = ".tmp";

    /** Writes the content, from position 0. */
    public interface Content {
        void write(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Replaces or creates {@code target}. If anything fails, the old file is untouched and no temporary file stays.
     *
     * @throws InputException if the folder is absent or the file cannot be written
     */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ENDING);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.write(channel);
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(absolute);
        } catch (IOException e) {
            throw new InputException(
                    target + ": cannot be written (" + reason(absolute, e) + "); choose another place or make room", e);
        } finally {
            delete(temporary);
        }
    }

    /** Removes what writers that were killed left in a folder; nobody may be writing there. */
    public static void removeLeftOvers(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*" + ENDING)) {
            files.forEach(AtomicFile::delete);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not looked through: " + folder, e);
        }
    }

    private static String reason(Path target, IOException e) {
        if (Files.isDirectory(target)) {
            return "it is a folder";
        }
        return switch (e) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "no permission";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.toString();
        };
    }

    /** Makes the renaming itself survive a power cut, on systems that let a folder be forced. */
    private static void forceFolder(Path target) {
        try (FileChannel folder = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "folder not forced: " + target, e);
        }
    }

    /** The content is already safe or its failure already reported; a left-over hidden file harms nothing. */
    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "left over: " + temporary, e);
        }
    }
}
