package io.spmtrack.engine;

import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The backends that a test of whole models runs on. */
public final class TestedBackends {
    /** Names one backend that all such tests run on instead of their own: the device's, where there is one. */
    private static final String ONLY = "spmtrack.tested.backend";

    private TestedBackends() {}

    /** Those a test names, unless the build names another. */
    public static Stream<Backend> orElse(Backend... own) {
        String only = System.getProperty(ONLY);
        return only == null ? Stream.of(own) : Stream.of(service(only));
    }

    /** A backend that is found as a service. */
    public static Backend service(String name) {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no backend " + name + " on the class path"));
    }
}
