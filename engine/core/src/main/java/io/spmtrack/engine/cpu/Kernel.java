package io.spmtrack.engine.cpu;

/** A step bound to its operands when a plan is loaded; running it allocates nothing. */
interface Kernel {
    void run(Workers workers);
}
