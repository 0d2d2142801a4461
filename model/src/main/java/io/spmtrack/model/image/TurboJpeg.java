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
     * Decodes a file to RGB. If not all rows are to be decoded, the library reads a header that states fewer: it decodes these, runs
     * over the rest of the file and finds its end.
     *
     * @return [height, width, 3]; rows that are not wanted are 0
     * @throws IOException if pixels are missing or wrong; the message is the library's
     */
    byte[] decode(byte[] file, JpegHeader expected, JpegRows rows) throws IOException {
        try (Arena arena = Arena.ofConfined();
                JpegRoom room = JpegRoom.take(file.length + stride(expected) * rows.decoded())) {
            MemorySegment handle = (MemorySegment) create.invokeExact();
            if (handle.address() == 0) {
                throw new IOException("libjpeg-turbo cannot start");
            }
            try {
                MemorySegment input = room.slice(0, file.length).copyFrom(MemorySegment.ofArray(file));
                input.set(JAVA_BYTE, expected.rows(), (byte) (rows.decoded() >> 8));
                input.set(JAVA_BYTE, expected.rows() + 1L, (byte) rows.decoded());
                MemorySegment pixels = room.slice(file.length, stride(expected) * rows.decoded());
                decode(arena, handle, input, pixels, expected, rows.decoded());
                return wanted(pixels, expected, rows);
            } finally {
                int ignored = (int) destroy.invokeExact(handle);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libjpeg-turbo cannot be called", e);
        }
    }

    /** Bytes of a row of decoded pixels. */
    private static long stride(JpegHeader picture) {
        return (picture.components() == 4 ? 4L : 3L) * picture.width();
    }

    private static byte[] wanted(MemorySegment pixels, JpegHeader picture, JpegRows rows) {
        if (picture.components() == 4) {
            return Cmyk.rgb(pixels.toArray(JAVA_BYTE));
        }
        int stride = Math.toIntExact(stride(picture));
        byte[] rgb = new byte[stride * picture.height()];
        int first = stride * rows.top();
        MemorySegment.copy(pixels, JAVA_BYTE, first, rgb, first, stride * (rows.bottom() - rows.top()));
        return rgb;
    }

    private void decode(
            Arena arena, MemorySegment handle, MemorySegment file, MemorySegment pixels, JpegHeader expected, int rows)
            throws Throwable {
        MemorySegment sizes = arena.allocate(JAVA_INT, 4);
        int failed = (int) header.invokeExact(
                handle, file, file.byteSize(), sizes, sizes.asSlice(4), sizes.asSlice(8), sizes.asSlice(12));
        check(failed, handle);
        int width = sizes.getAtIndex(JAVA_INT, 0);
        int height = sizes.getAtIndex(JAVA_INT, 1);
        if (width != expected.width() || height != rows) {
            throw new IOException("two headers of different size");
        }
        failed = (int) decompress.invokeExact(
                handle,
                file,
                file.byteSize(),
                pixels,
                width,
                Math.toIntExact(stride(expected)),
                height,
                expected.components() == 4 ? PIXEL_CMYK : PIXEL_RGB,
                ACCURATE_DCT | LIMIT_SCANS);
        check(failed, handle);
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
