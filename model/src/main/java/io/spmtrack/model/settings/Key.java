package io.spmtrack.model.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What is to be known of a setting besides its name and type. The component {@code lrMin} of a group {@code schedule} is the
 * key {@code schedule.lr_min}.
 *
 * <p>A new key needs nothing else. A default that changes results is kept for older files: raise {@link FileFormat#CURRENT}
 * and put the value that files had until then into {@link #earlier}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** The default, written as on the command line. */
    String initial();

    /** One line for {@code --print-config} and the guide. */
    String meaning();

    /** Whether a run may be continued with another value. */
    boolean changeable() default false;

    /** Defaults that files of earlier formats had, oldest first. */
    Earlier[] earlier() default {};

    /** The default in files up to a format. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({})
    @interface Earlier {
        /** The last format with this default. */
        int until();

        /** The default, written as on the command line. */
        String initial();
    }
}
