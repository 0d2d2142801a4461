package io.spmtrack.model.image;

/**
 * Printing colours to RGB the way OpenCV does it: ink values are stored inverted (255 is no ink), as Adobe's programs
 * write them, and no profile is applied.
 */
final class Cmyk {

    private static final int HALF = 1 << 15;

    private Cmyk() {}

    /**
     * Drops the fourth channel.
     *
     * @param cmyk [pixels, 4]
     * @return [pixels, 3]
     */
    static byte[] rgb(byte[] cmyk) {
        byte[] rgb = new byte[cmyk.length / 4 * 3];
        for (int from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
            int black = cmyk[from + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int ink = 255 - (cmyk[from + c] & 0xff);
                rgb[to + c] = (byte) (black - ((ink * black) >> 8));
            }
        }
        return rgb;
    }

    /**
     * Turns luma and chroma into inks in place, by libjpeg's integer formulas; black stays.
     *
     * @param ycck [pixels, 4]
     */
    static void fromYcck(byte[] ycck) {
        for (int i = 0; i < ycck.length; i += 4) {
            int y = ycck[i] & 0xff;
            int blue = (ycck[i + 1] & 0xff) - 128;
            int red = (ycck[i + 2] & 0xff) - 128;
            ycck[i] = inverted(y + ((fixed(1.402) * red + HALF) >> 16));
            ycck[i + 1] = inverted(y + ((-fixed(0.34414) * blue - fixed(0.71414) * red + HALF) >> 16));
            ycck[i + 2] = inverted(y + ((fixed(1.772) * blue + HALF) >> 16));
        }
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << 16) + 0.5);
    }

    private static byte inverted(int value) {
        return (byte) Math.clamp(255 - value, 0, 255);
    }
}
