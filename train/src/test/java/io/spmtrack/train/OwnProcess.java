package io.spmtrack.train;

import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests in a JVM of its own, which may be killed. */
final class OwnProcess {
    private OwnProcess() {}

    /** @param flags of the JVM, after those of the CPU backend */
    static Process start(List<String> flags, Class<?> main, Path output, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + SharedFolder.root().resolve("tornado-config/cpu.argfile"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
