package io.spmtrack.engine.cpu.run;

import io.spmtrack.engine.Layout;
import java.lang.foreign.MemorySegment;

/** A tensor as a kernel sees it: memory and where its elements lie in it. */
public record Operand(MemorySegment data, Layout layout) {}
