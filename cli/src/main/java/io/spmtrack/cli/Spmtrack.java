package io.spmtrack.cli;

import io.spmtrack.cli.command.BenchCommand;
import io.spmtrack.cli.command.DemoCommand;
import io.spmtrack.cli.command.EvalCommand;
import io.spmtrack.cli.command.InfoCommand;
import io.spmtrack.cli.command.PlanCommand;
import io.spmtrack.cli.command.ScoreCommand;
import io.spmtrack.cli.command.ServeCommand;
import io.spmtrack.cli.command.TrackCommand;
import io.spmtrack.cli.command.VotCommand;
import io.spmtrack.cli.console.Failure;
import io.spmtrack.cli.console.OptionKeys;
import io.spmtrack.cli.data.DataCommand;
import io.spmtrack.cli.options.Version;
import io.spmtrack.cli.result.ReportCommand;
import io.spmtrack.cli.result.SubmitCommand;
import io.spmtrack.cli.train.TrainCommand;
import io.spmtrack.cli.weights.WeightsCommand;
import io.spmtrack.model.settings.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root command. Exit codes: 0 done, 1 the work failed, 2 the input or the call is wrong; every failure is one line
 * on standard error, with a stack trace only under {@code -v}.
 */
@Command(
        name = "spmtrack",
        description = "Trains, evaluates and runs SPMTrack, a visual object tracker.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        footer = "%nA SPEC names data: kind:path?option=value, e.g. lasot:/data/LaSOT?split=test (docs/guide/data.md).",
        sortOptions = false)
final class Spmtrack implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            TrainCommand.class,
            TrackCommand.class,
            ServeCommand.class,
            EvalCommand.class,
            ScoreCommand.class,
            ReportCommand.class,
            SubmitCommand.class,
            VotCommand.class,
            WeightsCommand.class,
            DataCommand.class,
            PlanCommand.class,
            BenchCommand.class,
            InfoCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; show the stack trace of a failure.")
    private boolean verbose;

    /** Called without a command: the call is wrong. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Runs one command line and returns its exit code. */
    static int run(String... arguments) {
        Spmtrack root = new Spmtrack();
        CommandLine line = commandLine(root, arguments);
        try {
            return line.execute(OptionKeys.expand(line, arguments));
        } catch (OutOfMemoryError | StackOverflowError e) {
            return root.failed(e, line.getErr());
        }
    }

    /**
     * The parser with this project's exit codes and one-line errors. Of a call that begins with the name of a command it knows only
     * that command: to look at the options of all of them takes half a second at the start.
     */
    static CommandLine commandLine(Spmtrack root, String... arguments) {
        CommandLine line = new CommandLine(root);
        for (Class<?> command : called(arguments)) {
            line.addSubcommand(command);
        }
        line.addSubcommand(AutoComplete.GenerateCompletion.class);
        line.setParameterExceptionHandler((e, all) -> wrongCall(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> root.failed(e, command.getErr()));
        return line;
    }

    private static List<Class<?>> called(String... arguments) {
        return COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static int wrongCall(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String message = e instanceof UnmatchedArgumentException unmatched ? unknown(unmatched) : Failure.line(e);
        command.getErr()
                .println("spmtrack: " + message + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return 2;
    }

    /** The mistyped word with the nearest that there is. */
    private static String unknown(UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst().replaceAll("\\P{Print}", "?");
        CommandLine command = e.getCommandLine();
        List<String> known = new ArrayList<>();
        if (word.startsWith("-")) {
            command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
        } else {
            known.addAll(command.getSubcommands().keySet());
        }
        String what = word.startsWith("-") ? "option" : known.isEmpty() ? "argument" : "command";
        return "unknown " + what + " '" + word + "'"
                + (known.isEmpty() ? "" : ", did you mean '" + Nearest.of(word, known) + "'?");
    }

    private int failed(Throwable e, PrintWriter err) {
        err.println("spmtrack: " + Failure.line(e));
        if (verbose) {
            e.printStackTrace(err);
        }
        return Failure.code(e);
    }
}
