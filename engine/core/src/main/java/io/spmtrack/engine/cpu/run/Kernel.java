package io.spmtrack.engine.cpu.run;

/** A step bound to its operands when a plan is loaded; running it allocates nothing. */
public interface Kernel {
    void run(Workers workers);
}
