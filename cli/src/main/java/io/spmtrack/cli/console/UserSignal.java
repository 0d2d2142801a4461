package io.spmtrack.cli.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signal USR1, by which batch systems announce that the time of a job is nearly over. The JDK offers it only in a class that its
 * compiler warns of, so it is found by name.
 */
final class UserSignal {
    private UserSignal() {}

    /** Runs an action when the signal comes, which ends the process otherwise; does nothing where there is no such signal. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    UserSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object user1 = signal.getConstructor(String.class).newInstance("USR1");
            signal.getMethod("handle", signal, handler).invoke(null, user1, proxy);
        } catch (InvocationTargetException absent) {
            // Windows knows no such signal, and a JVM started with -Xrs leaves all alone.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JDK has no signals", e);
        }
    }
}
