package io.spmtrack.cli.console;

import io.spmtrack.eval.read.DataSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options written as keys: TornadoVM's own launcher passes no unknown options on, so {@code preset=tiny} means
 * {@code --preset=tiny} to every command that has such an option.
 */
public final class OptionKeys {
    private static final String KEY = "[a-z][a-z-]*=.*";

    private OptionKeys() {}

    /** The arguments with keys of options turned into options. */
    public static String[] expand(CommandLine root, String... arguments) {
        CommandLine command = root;
        List<String> expanded = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            Map<String, CommandLine> below = command.getSubcommands();
            if (below.containsKey(argument)) {
                command = below.get(argument);
            }
            boolean value = i > 0 && takesNext(command, arguments[i - 1], argument);
            expanded.add(value ? argument : expanded(command, argument));
            if (optionalValue(command, argument) && (i + 1 == arguments.length || !folder(arguments[i + 1]))) {
                expanded.set(expanded.size() - 1, argument + "=");
            }
        }
        return expanded.toArray(String[]::new);
    }

    private static String expanded(CommandLine command, String argument) {
        boolean option = argument.replace("\n", "").matches(KEY)
                && !DataSpec.exists(argument)
                && command.getCommandSpec().findOption("--" + argument.substring(0, argument.indexOf('='))) != null;
        return option ? "--" + argument : argument;
    }

    /** Whether the option before takes this argument as its value. */
    private static boolean takesNext(CommandLine command, String before, String argument) {
        OptionSpec option = command.getCommandSpec().findOption(before);
        return option != null && (option.arity().min() > 0 || optionalValue(command, before) && folder(argument));
    }

    /** {@code --resume} alone must not swallow the settings after it. */
    private static boolean optionalValue(CommandLine command, String argument) {
        OptionSpec option = command.getCommandSpec().findOption(argument);
        return option != null && option.arity().min() == 0 && option.arity().max() == 1;
    }

    private static boolean folder(String argument) {
        return !argument.startsWith("-") && !argument.contains("=");
    }
}
