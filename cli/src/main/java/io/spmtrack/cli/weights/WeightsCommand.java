package io.spmtrack.cli.weights;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spmtrack weights}: what weight files hold, whether they are sound, and one file of a checkpoint and its backbone. */
@Command(
        name = "weights",
        description = "Shows, checks and converts weight files.",
        subcommands = {InspectCommand.class, VerifyCommand.class, ExportCommand.class})
public final class WeightsCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing: inspect, verify or export");
    }
}
