package io.spmtrack.engine;

/**
 * A tape recorded under a name, whose inputs and outputs are values that the recording code keeps: what was recorded cannot be
 * confused with another program's or misspelt when a {@link Session} runs it. Recording reserves no memory for temporaries and
 * needs no backend.
 */
public final class Program {
    private final String name;
    private final Tape tape = new Tape();

    /**
     * A value filled in before each run.
     *
     * @param tensor to record with
     */
    public record Input(Program program, String name, Tensor tensor) {}

    /** A value to be read after a run. */
    public record Output(Program program, String name, TensorType type) {}

    /** @param name no other program of the same session has it */
    public Program(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** What is recorded so far, to record more. */
    public Tape tape() {
        return tape;
    }

    /** Records an input. */
    public Input input(String input, DType dtype, int... sizes) {
        return new Input(this, input, tape.input(input, dtype, sizes));
    }

    /** Makes a tensor of this program readable after a run. */
    public Output output(String output, Tensor tensor) {
        tape.output(output, tensor);
        return new Output(this, output, tensor.type());
    }
}
