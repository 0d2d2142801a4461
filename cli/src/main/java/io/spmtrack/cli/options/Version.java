package io.spmtrack.cli.options;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: version, JDK and the lanes of the CPU's vectors. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "spmtrack "
                    + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                            .orElse("(not from a jar)"),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ", "
                    + System.getProperty("os.arch") + ")",
            "CPU lanes " + FloatVector.SPECIES_PREFERRED.length() + " (float)",
            "backends " + String.join(", ", BackendOptions.names()),
        };
    }
}
