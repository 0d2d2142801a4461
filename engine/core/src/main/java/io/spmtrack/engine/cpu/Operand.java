package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Layout;
import java.lang.foreign.MemorySegment;

/** A tensor as a kernel sees it: memory and where its elements lie in it. */
record Operand(MemorySegment data, Layout layout) {}
