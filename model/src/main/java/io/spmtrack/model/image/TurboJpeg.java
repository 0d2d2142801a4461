package io.spmtrack.model.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * libjpeg-turbo through its TurboJPEG interface (versions 1.4 to 3.x). The plain libjpeg interface of the same project is
 * not used: it reports errors by {@code longjmp}, which must not cross Java frames.
 *
 * <p>The defaults are those the reference uses through OpenCV: accurate integer IDCT, "fancy" chroma up-sampling.
 */
@SuppressWarnings("restricted") // calling native code is the purpose of this class
final class TurboJpeg {

    /** Names the library's file where the system's search path does not have it. */
    static final String LIBRARY = "spmtrack.turbojpeg";

    private static final List<String> NAMES = List.of(
            "libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.0.dylib", "libturbojpeg.dylib", "turbojpeg.dll");
    private static final int PIXEL_RGB = 0;
    private static final int PIXEL_CMYK = 11;
    private static final int ACCURATE_DCT = 4096;
    private static final int LIMIT_SCANS = 32768;
    private static final int FATAL = 1;
    private static final AddressLayout TEXT = ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(256, JAVA_BYTE));
    private static final Optional<TurboJpeg> LOADED = load();

    private final MethodHandle create;
    private final MethodHandle header;
    private final MethodHandle decompress;
    private final MethodHandle message;
    private final MethodHandle severity;
    private final MethodHandle destroy;

    private TurboJpeg(SymbolLookup library) {
        create = function(library, "tjInitDecompress", FunctionDescriptor.of(ADDRESS));
        header = function(
                library,
                "tjDecompressHeader3",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        decompress = function(
                library,
                "tjDecompress2",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_INT));
        message = function(library, "tjGetErrorStr2", FunctionDescriptor.of(TEXT, ADDRESS));
        severity = function(library, "tjGetErrorCode", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        destroy = function(library, "tjDestroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    /** The library, if it is on this machine. */
    static Optional<TurboJpeg> find() {
        return LOADED;
    }

    private static Optional<TurboJpeg> load() {
        String named = System.getProperty(LIBRARY);
        List<String> names = named == null ? NAMES : List.of(named);
        return names.stream().flatMap(name -> open(name).stream()).findFirst();
    }

    /** Empty if there is no such library, or one without these functions. */
    private static Optional<TurboJpeg> open(String name) {
        try {
            return Optional.of(new TurboJpeg(SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
        MemorySegment address = library.find(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
        return Linker.nativeLinker().downcallHandle(address, type);
    }

    /**
     * Decodes a whole file to RGB.
     *
     * @return [height, width, 3]
     * @throws IOException if pixels are missing or wrong; the message is the library's
     */
    byte[] decode(byte[] file, JpegHeader expected) throws IOException {
        try (Arena arena = Arena.ofConfined();
                JpegRoom room = JpegRoom.take(file.length + bytes(expected))) {
            MemorySegment handle = (MemorySegment) create.invokeExact();
            if (handle.address() == 0) {
                throw new IOException("libjpeg-turbo cannot start");
            }
            try {
                MemorySegment input = room.slice(0, file.length).copyFrom(MemorySegment.ofArray(file));
                return decode(arena, handle, input, room.slice(file.length, bytes(expected)), expected);
            } finally {
                int ignored = (int) destroy.invokeExact(handle);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libjpeg-turbo cannot be called", e);
        }
    }

    /** Of the decoded pixels. */
    private static long bytes(JpegHeader picture) {
        return (picture.components() == 4 ? 4L : 3L) * picture.width() * picture.height();
    }

    private byte[] decode(
            Arena arena, MemorySegment handle, MemorySegment file, MemorySegment pixels, JpegHeader expected)
            throws Throwable {
        MemorySegment sizes = arena.allocate(JAVA_INT, 4);
        int failed = (int) header.invokeExact(
                handle, file, file.byteSize(), sizes, sizes.asSlice(4), sizes.asSlice(8), sizes.asSlice(12));
        check(failed, handle);
        int width = sizes.getAtIndex(JAVA_INT, 0);
        int height = sizes.getAtIndex(JAVA_INT, 1);
        if (width != expected.width() || height != expected.height()) {
            throw new IOException("two headers of different size");
        }
        boolean inks = expected.components() == 4;
        int stride = width * (inks ? 4 : 3);
        failed = (int) decompress.invokeExact(
                handle,
                file,
                file.byteSize(),
                pixels,
                width,
                stride,
                height,
                inks ? PIXEL_CMYK : PIXEL_RGB,
                ACCURATE_DCT | LIMIT_SCANS);
        check(failed, handle);
        byte[] decoded = pixels.toArray(JAVA_BYTE);
        return inks ? Cmyk.rgb(decoded) : decoded;
    }

    private void check(int failed, MemorySegment handle) throws Throwable {
        if (failed == 0) {
            return;
        }
        MemorySegment text = (MemorySegment) message.invokeExact(handle);
        String defect = text.getString(0);
        if ((int) severity.invokeExact(handle) == FATAL || JpegWarning.losesPixels(defect)) {
            throw new IOException(defect);
        }
    }
}
