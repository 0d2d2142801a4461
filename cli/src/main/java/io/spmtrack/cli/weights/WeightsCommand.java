package io.spmtrack.cli.weights;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spmtrack weights}: what weight files hold, whether they are sound, and files from and for others. */
@Command(
        name = "weights",
        description = "Shows, checks and converts weight files.",
        subcommands = {InspectCommand.class, VerifyCommand.class, ImportCommand.class, ExportCommand.class})
public final class WeightsCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "a command is missing: inspect, verify, import or export");
    }
}
