package io.spmtrack.engine.file;

import io.spmtrack.engine.file.Pickled.Constant;
import io.spmtrack.engine.file.Pickled.Text;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;

/** The opcodes of a pickle that push numbers, texts and constants. */
final class PickleScalars {
    private final PickleBytes bytes;

    PickleScalars(PickleBytes bytes) {
        this.bytes = bytes;
    }

    /** Reads what follows an opcode that pushes a value without parts; any other opcode is refused. */
    Pickled read(int opcode) {
        return switch (opcode) {
            case 'N' -> Constant.NONE; // NONE
            case 0x88 -> Constant.TRUE; // NEWTRUE
            case 0x89 -> Constant.FALSE; // NEWFALSE
            case 'K' -> new Pickled.Whole(bytes.unsigned8()); // BININT1
            case 'M' -> new Pickled.Whole(bytes.unsigned16()); // BININT2
            case 'J' -> new Pickled.Whole(bytes.signed32()); // BININT
            case 0x8a -> whole(bytes.unsigned8()); // LONG1
            case 0x8b -> whole(bytes.unsigned32()); // LONG4
            case 'I' -> intLine(bytes.line()); // INT
            case 'L' -> longLine(bytes.line()); // LONG
            case 'G' -> new Pickled.Real(bytes.float64()); // BINFLOAT
            case 'F' -> new Pickled.Real(realLine(bytes.line())); // FLOAT
            case 'X', 'T' -> new Text(bytes.text(bytes.unsigned32())); // BINUNICODE, BINSTRING
            case 0x8c, 'U' -> new Text(bytes.text(bytes.unsigned8())); // SHORT_BINUNICODE, SHORT_BINSTRING
            case 0x8d -> new Text(bytes.text(bytes.signed64())); // BINUNICODE8
            case 'V' -> new Text(bytes.line()); // UNICODE
            case 'B' -> opaque(bytes.unsigned32()); // BINBYTES
            case 'C' -> opaque(bytes.unsigned8()); // SHORT_BINBYTES
            case 0x8e, 0x96 -> opaque(bytes.signed64()); // BINBYTES8, BYTEARRAY8
            default ->
                throw bytes.refused("pickle opcode 0x" + Integer.toHexString(opcode) + " at byte "
                        + (bytes.position() - 1) + " is not used by PyTorch");
        };
    }

    private Pickled opaque(long length) {
        bytes.bytes(length);
        return Pickled.Bytes.BYTES;
    }

    /** Two's complement, little-endian. */
    private Pickled whole(long length) {
        byte[] digits = bytes.bytes(length).toArray(ValueLayout.JAVA_BYTE);
        for (int low = 0, high = digits.length - 1; low < high; low++, high--) {
            byte digit = digits[low];
            digits[low] = digits[high];
            digits[high] = digit;
        }
        if (digits.length == 0) {
            return new Pickled.Whole(0);
        }
        BigInteger value = new BigInteger(digits);
        return value.bitLength() < Long.SIZE ? new Pickled.Whole(value.longValue()) : new Pickled.Large(value);
    }

    private Pickled intLine(String line) {
        return switch (line) {
            case "00" -> Constant.FALSE;
            case "01" -> Constant.TRUE;
            default -> new Pickled.Whole(number(line));
        };
    }

    private Pickled longLine(String line) {
        return new Pickled.Whole(number(line.endsWith("L") ? line.substring(0, line.length() - 1) : line));
    }

    long number(String line) {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw bytes.defect(line + " is not a whole number");
        }
    }

    private double realLine(String line) {
        try {
            return Double.parseDouble(line);
        } catch (NumberFormatException e) {
            throw bytes.defect(line + " is not a number");
        }
    }
}
