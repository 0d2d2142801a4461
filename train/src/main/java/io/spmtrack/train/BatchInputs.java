package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Program;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.train.data.Sample;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a batch of samples puts into a program: inputs where it is recorded, memory where it runs.
 *
 * @param references images of each reference, {@code [B·S, 3, h, w]}, of each sample all S pictures of a frame
 * @param masks their foreground, {@code [B, cells]}
 * @param searches images of each search frame, {@code [B·S, 3, H, W]}
 * @param boxes of the target in each search frame, {@code [B, 4]}
 * @param positives search cells inside the target, {@code [B, cells]}
 * @param counts how many those are in the whole batch, at least 1; a scalar for each search frame
 */
record BatchInputs<T>(
        List<T> references, List<T> masks, List<T> searches, List<T> boxes, List<T> positives, List<T> counts) {
    BatchInputs {
        references = List.copyOf(references);
        masks = List.copyOf(masks);
        searches = List.copyOf(searches);
        boxes = List.copyOf(boxes);
        positives = List.copyOf(positives);
        counts = List.copyOf(counts);
    }

    /** Records the inputs of a batch of so many samples. */
    static BatchInputs<Program.Input> record(Program program, ModelSettings sizes, int samples) {
        int pictures = samples * sizes.streams();
        int template = sizes.input().templateSize();
        int search = sizes.input().searchSize();
        List<Program.Input> references = new ArrayList<>();
        List<Program.Input> masks = new ArrayList<>();
        for (int i = 0; i < sizes.input().references(); i++) {
            references.add(program.input("reference" + i, DType.F32, pictures, 3, template, template));
            masks.add(program.input("mask" + i, DType.F32, samples, sizes.templateCells()));
        }
        List<Program.Input> searches = new ArrayList<>();
        List<Program.Input> boxes = new ArrayList<>();
        List<Program.Input> positives = new ArrayList<>();
        List<Program.Input> counts = new ArrayList<>();
        for (int frame = 0; frame < sizes.input().searchFrames(); frame++) {
            searches.add(program.input("search" + frame, DType.F32, pictures, 3, search, search));
            boxes.add(program.input("box" + frame, DType.F32, samples, 4));
            positives.add(program.input("positive" + frame, DType.F32, samples, sizes.searchCells()));
            counts.add(program.input("positives" + frame, DType.F32));
        }
        return new BatchInputs<>(references, masks, searches, boxes, positives, counts);
    }

    <U> BatchInputs<U> map(Function<T, U> to) {
        return new BatchInputs<>(
                references.stream().map(to).toList(),
                masks.stream().map(to).toList(),
                searches.stream().map(to).toList(),
                boxes.stream().map(to).toList(),
                positives.stream().map(to).toList(),
                counts.stream().map(to).toList());
    }

    /** Fills in samples, one after the other, which are a whole batch. */
    static void fill(BatchInputs<MemorySegment> inputs, List<Sample> samples) {
        fill(inputs, samples, positives(samples));
    }

    /**
     * Fills in samples, one after the other.
     *
     * @param positives cells inside the target, by search frame, in the batch that these samples belong to
     */
    static void fill(BatchInputs<MemorySegment> inputs, List<Sample> samples, long... positives) {
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            for (int r = 0; r < inputs.references().size(); r++) {
                copy(sample.references()[r], inputs.references().get(r), i);
                mask(sample.masks()[r], inputs.masks().get(r), i);
            }
            for (int frame = 0; frame < inputs.searches().size(); frame++) {
                copy(sample.searches()[frame], inputs.searches().get(frame), i);
                copy(sample.boxes()[frame], inputs.boxes().get(frame), i);
                copy(sample.positives()[frame], inputs.positives().get(frame), i);
            }
        }
        for (int frame = 0; frame < inputs.counts().size(); frame++) {
            inputs.counts().get(frame).set(ValueLayout.JAVA_FLOAT, 0, (float) Math.max(positives[frame], 1));
        }
    }

    /** Cells inside the target in all samples, by search frame. */
    static long[] positives(List<Sample> samples) {
        long[] positives = new long[TrainingProgram.SEARCH_FRAMES];
        for (Sample sample : samples) {
            for (int frame = 0; frame < sample.positiveCounts().length; frame++) {
                positives[frame] += sample.positiveCounts()[frame];
            }
        }
        return positives;
    }

    static void copy(float[] values, MemorySegment input, int sample) {
        MemorySegment.copy(
                values, 0, input, ValueLayout.JAVA_FLOAT, (long) sample * values.length * Float.BYTES, values.length);
    }

    static void mask(int[] values, MemorySegment input, int sample) {
        for (int i = 0; i < values.length; i++) {
            input.setAtIndex(ValueLayout.JAVA_FLOAT, (long) sample * values.length + i, values[i]);
        }
    }
}
