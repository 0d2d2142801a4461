package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.Sequence;
import java.util.function.Supplier;

/** A sequence that was found but not yet read, so that a selection costs nothing for what it leaves out. */
public record Entry(String name, Supplier<Sequence> read) {}
