package io.spmtrack.cli.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.model.weights.PublishedBackbone;
import java.nio.file.Path;
import java.util.Optional;

/** Files recognised by their SHA-256 as those that Meta publishes. */
final class Published {
    private Published() {}

    /** @throws InputException if a file is that of a network with registers, naming it and the one to take instead */
    static Optional<PublishedBackbone> refuseRegisters(Path file) {
        Optional<PublishedBackbone> published = PublishedBackbone.of(Fingerprint.of(file));
        published.filter(PublishedBackbone::registers).ifPresent(other -> {
            throw new InputException(file + ": is the published " + other.fileName()
                    + ", another network: it has registers; take "
                    + other.withoutRegisters().fileName());
        });
        return published;
    }
}
