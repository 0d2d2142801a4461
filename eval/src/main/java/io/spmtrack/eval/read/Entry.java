package io.spmtrack.eval.read;

import io.spmtrack.eval.Sequence;
import java.util.function.Supplier;

/** A sequence that was found but not yet read, so that a selection costs nothing for what it leaves out. */
record Entry(String name, Supplier<Sequence> read) {}
