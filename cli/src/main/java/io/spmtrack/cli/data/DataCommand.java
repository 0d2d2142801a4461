package io.spmtrack.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spmtrack data}: what data sets hold, what is wrong with them, and the samples that training makes of them. */
@Command(
        name = "data",
        description = "Lists and checks data sets, and shows training samples.",
        subcommands = {LsCommand.class, DoctorCommand.class, ShowCommand.class})
public final class DataCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing: ls, doctor or show");
    }
}
