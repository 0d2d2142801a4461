package io.spmtrack.cli;

import io.spmtrack.cli.launch.Argfile;
import io.spmtrack.cli.launch.Relaunch;
import io.spmtrack.cli.launch.StandardError;
import java.util.List;

/**
 * The entry point of {@code spmtrack.jar}. Touches no vector class: where the JVM was started without the incubator
 * module (a plain {@code java -jar}) or in a locale whose names of files are ASCII, it starts itself again with the flags of the embedded argfile; where TornadoVM's launcher
 * started it, it sets the properties that one leaves out.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty() || Relaunch.wantsLocale()) {
            System.exit(Relaunch.run(Main.class, List.of(arguments)));
        }
        Argfile.completeProperties();
        StandardError.restore();
        Relaunch.endWithParent();
        System.exit(Spmtrack.run(Relaunch.arguments(arguments)));
    }
}
