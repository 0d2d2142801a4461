package io.spmtrack.cli.console;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Image;
import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;

/** A window that shows each frame when it has been tracked. Whoever closes it ends the tracking. */
final class Viewer implements AutoCloseable {
    private final JFrame window;
    private final Screen screen;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Paints the newest picture, as large as the window allows. */
    private static final class Screen extends JPanel {
        private static final long serialVersionUID = 1;
        private transient Optional<BufferedImage> picture = Optional.empty();

        void show(BufferedImage newest) {
            picture = Optional.of(newest);
            repaint();
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            super.paintComponent(graphics);
            picture.ifPresent(shown -> {
                double scale =
                        Math.min((double) getWidth() / shown.getWidth(), (double) getHeight() / shown.getHeight());
                int width = (int) (shown.getWidth() * scale);
                int height = (int) (shown.getHeight() * scale);
                graphics.drawImage(shown, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
            });
        }
    }

    private Viewer(String title) {
        window = new JFrame(title);
        screen = new Screen();
        window.add(screen);
        window.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                closed.set(true);
            }
        });
    }

    /**
     * Prepares the window; it opens with the first frame, in its size.
     *
     * @throws InputException if there is no screen
     */
    static Viewer open(String title) {
        try {
            if (GraphicsEnvironment.isHeadless()) {
                throw new HeadlessException();
            }
            return new Viewer(title);
        } catch (HeadlessException | AWTError | UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new InputException(
                    "--view needs a screen, and there is none here: leave it out, and look at the pictures or the --video",
                    e);
        }
    }

    /** Shows a frame. */
    void show(Image drawn) {
        BufferedImage picture = drawn.toBufferedImage();
        SwingUtilities.invokeLater(() -> {
            screen.show(picture);
            if (!window.isVisible() && !closed()) {
                screen.setPreferredSize(new Dimension(picture.getWidth(), picture.getHeight()));
                window.pack();
                window.setVisible(true);
            }
        });
    }

    /** Whether the user has closed the window. */
    boolean closed() {
        return closed.get();
    }

    @Override
    public void close() {
        SwingUtilities.invokeLater(window::dispose);
    }
}
