package io.spmtrack.train;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;

/**
 * Has garbage of the old generation collected before the heap grows for it. The serial collector lets that generation grow to the
 * largest heap first, gigabytes on a large machine, and training fills it all the time: generated scenes live longer than the young
 * generation keeps them. Other collectors look after themselves.
 */
final class OldGarbage {
    private static final long SPARE = 32L << 20;

    private final Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Tenured Gen"))
            .findFirst();
    private long limit = SPARE;

    /** Collects if the garbage may be half as much as what is in use; a collection takes as long as the latter is large. */
    void collect() {
        old.filter(pool -> pool.getUsage().getUsed() > limit).ifPresent(pool -> {
            System.gc();
            limit = Math.max(limit, pool.getUsage().getUsed() * 3 / 2 + SPARE);
        });
    }
}
