package io.spmtrack.cli.console;

import io.spmtrack.eval.result.TextOutput;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command shares: where it prints, and how much. Results go to standard output, progress to standard error. */
public final class Console {
    private static final String STANDARD_OUTPUT = "-";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no remarks.")
    private boolean quiet;

    boolean quiet() {
        return quiet;
    }

    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where failures are told. */
    public PrintWriter errors() {
        return err();
    }

    /** Prints nothing from now on: another rank speaks for all. Returns where failures are told nevertheless. */
    public PrintWriter silence() {
        PrintWriter errors = err();
        quiet = true;
        command.commandLine().setOut(new PrintWriter(Writer.nullWriter()));
        command.commandLine().setErr(new PrintWriter(Writer.nullWriter()));
        return errors;
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints a remark: not a result, so not under {@code -q}. */
    public void remark(String line) {
        if (!quiet) {
            out().println(line);
            out().flush();
        }
    }

    /** Progress of a task from {@code start} to {@code total}. */
    public Progress progress(String task, long start, long total) {
        return new Progress(err(), quiet, task, start, total);
    }

    /** Writes JSON to a file, or to standard output where its name is {@code -}. */
    public void json(Path file, String json) {
        if (file.toString().equals(STANDARD_OUTPUT)) {
            out().print(json);
            out().flush();
        } else {
            TextOutput.write(file, json);
        }
    }

    /** Whether standard output is where the JSON goes, so that nothing else may be printed there. */
    public static boolean standardOutput(Path file) {
        return file.toString().equals(STANDARD_OUTPUT);
    }
}
