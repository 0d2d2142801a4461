package io.spmtrack.train.log;

import io.spmtrack.engine.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The curves of a run as TensorBoard reads them: an event file, which is a list of records (length, checksum, content,
 * checksum) whose contents are protocol buffers of TensorFlow's type {@code Event}. Every start of a run writes a file of its
 * own, which tells TensorBoard to forget later steps of earlier ones.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;
    /** Numbers of fields of Event, Summary, Summary.Value and SessionLog. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int STATUS = 1;
    private static final int START = 1;

    private final Path file;
    private final OutputStream output;

    /** Begins a file for the steps after {@code done}. */
    EventFile(Path folder, long done) {
        file = unused(folder, "events.out.tfevents." + System.currentTimeMillis() / 1000 + ".spmtrack");
        try {
            output = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw cannotBeWritten(e);
        }
        write(new Message().text(FILE_VERSION, "brain.Event:2"));
        if (done > 0) {
            write(new Message().number(STEP, done + 1).message(SESSION_LOG, new Message().number(STATUS, START)));
        }
    }

    private static Path unused(Path folder, String name) {
        Path file = folder.resolve(name);
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve(name + "." + i);
        }
        return file;
    }

    void add(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.Stepped step -> {
                Map<String, Double> values = new LinkedHashMap<>();
                values.put("train/loss", step.loss());
                values.put("train/classification", step.classification());
                values.put("train/box", step.box());
                values.put("train/grad_norm", step.gradNorm());
                values.put("train/learning_rate", step.learningRate());
                values.put("train/milliseconds", step.milliseconds());
                values.put("train/data_wait", step.dataWait());
                write(scalars(step.step(), values));
            }
            case TrainingEvent.Validated validated ->
                write(scalars(
                        validated.step(),
                        Map.of("validation/loss", validated.loss(), "validation/box", validated.box())));
            case TrainingEvent.Averaged averaged ->
                write(scalars(
                        averaged.step(),
                        Map.of("validation/average_loss", averaged.loss(), "validation/average_box", averaged.box())));
            case TrainingEvent.Tracked tracked -> write(scalars(tracked.step(), values(tracked)));
            case TrainingEvent.Started _, TrainingEvent.Saved _, TrainingEvent.Poisoned _, TrainingEvent.Stopped _ -> {}
        }
    }

    private static Map<String, Double> values(TrainingEvent.Tracked tracked) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("tracking/overlap", tracked.overlap());
        values.put("tracking/success", tracked.success());
        for (LayerLoad load : tracked.experts()) {
            for (int expert = 0; expert < load.shares().size(); expert++) {
                values.put(
                        "experts/" + load.layer() + "/" + expert, load.shares().get(expert));
            }
        }
        return values;
    }

    private static Message scalars(long step, Map<String, Double> values) {
        Message summary = new Message();
        values.forEach((tag, value) ->
                summary.message(VALUE, new Message().text(TAG, tag).real(SIMPLE_VALUE, value.floatValue())));
        return new Message().number(STEP, step).message(SUMMARY, summary);
    }

    private void write(Message event) {
        byte[] content = new Message()
                .time(WALL_TIME, System.currentTimeMillis() / 1000.0)
                .then(event)
                .bytes();
        byte[] length = little(Long.BYTES).putLong(content.length).array();
        try {
            output.write(length);
            output.write(checksum(length));
            output.write(content);
            output.write(checksum(content));
        } catch (IOException e) {
            throw cannotBeWritten(e);
        }
    }

    /** CRC-32C, turned and moved, so that a checksum of what holds checksums stays one. */
    private static byte[] checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return little(Integer.BYTES)
                .putInt(Integer.rotateRight((int) crc.getValue(), 15) + MASK)
                .array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private InputException cannotBeWritten(IOException e) {
        return new InputException(file + ": cannot be written: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            output.close();
        } catch (IOException e) {
            throw cannotBeWritten(e);
        }
    }

    /** A protocol buffer being written. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int EIGHT_BYTES = 1;
        private static final int LENGTH = 2;
        private static final int FOUR_BYTES = 5;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        byte[] bytes() {
            return bytes.toByteArray();
        }

        Message then(Message other) {
            bytes.writeBytes(other.bytes());
            return this;
        }

        Message number(int field, long value) {
            key(field, VARINT);
            varint(value);
            return this;
        }

        Message time(int field, double seconds) {
            key(field, EIGHT_BYTES);
            bytes.writeBytes(little(Double.BYTES).putDouble(seconds).array());
            return this;
        }

        Message real(int field, float value) {
            key(field, FOUR_BYTES);
            bytes.writeBytes(little(Float.BYTES).putFloat(value).array());
            return this;
        }

        Message text(int field, String text) {
            return content(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message message) {
            return content(field, message.bytes());
        }

        private Message content(int field, byte[] content) {
            key(field, LENGTH);
            varint(content.length);
            bytes.writeBytes(content);
            return this;
        }

        private void key(int field, int type) {
            varint(field << 3 | type);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }
}
