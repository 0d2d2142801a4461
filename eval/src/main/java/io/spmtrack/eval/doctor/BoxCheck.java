package io.spmtrack.eval.doctor;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Looks at the boxes of targets that exist. */
final class BoxCheck {
    private static final int SHOWN = 3;

    /** What a box can be. */
    private enum Fault {
        NOT_A_NUMBER("the box has NaN"),
        INVERTED("the box has a negative size"),
        EMPTY("the box is empty, but no flag calls the target absent"),
        OUTSIDE("the box lies outside of the picture");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    private final Case of;
    private final BoxFile boxes;
    private final Optional<FrameSize> size;
    private final Findings findings;

    /** @param boxes counting pixels from 0 */
    BoxCheck(Case of, BoxFile boxes, Optional<FrameSize> size, Findings findings) {
        this.of = of;
        this.boxes = boxes;
        this.size = size;
        this.findings = findings;
    }

    /** One line for each kind of fault. */
    void run(IntPredicate exists) {
        Map<Fault, List<Integer>> found = new EnumMap<>(Fault.class);
        for (int row = 0; row < boxes.rows(); row++) {
            if (exists.test(row)) {
                int line = row + 1;
                fault(boxes.box(row))
                        .ifPresent(fault -> found.computeIfAbsent(fault, each -> new ArrayList<>())
                                .add(line));
            }
        }
        found.forEach((fault, lines) -> findings.add(
                KnownDefects.mark(of.name(), Defect.BOXES, boxes.name() + ", " + text(lines), fault.text)));
    }

    private Optional<Fault> fault(Box box) {
        if (!box.finite()) {
            return Optional.of(Fault.NOT_A_NUMBER);
        }
        if (box.width() < 0 || box.height() < 0) {
            return Optional.of(Fault.INVERTED);
        }
        if (!box.valid()) {
            return Optional.of(Fault.EMPTY);
        }
        boolean outside = size.isPresent()
                && (box.x2() <= 0
                        || box.y2() <= 0
                        || box.x1() >= size.get().width()
                        || box.y1() >= size.get().height());
        return outside ? Optional.of(Fault.OUTSIDE) : Optional.empty();
    }

    private static String text(List<Integer> lines) {
        String shown = lines.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        int more = lines.size() - SHOWN;
        return (lines.size() == 1 ? "line " : "lines ") + shown + (more > 0 ? " and " + more + " more" : "");
    }
}
