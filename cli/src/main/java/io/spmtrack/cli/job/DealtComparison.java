package io.spmtrack.cli.job;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Shard;
import io.spmtrack.train.world.Agreement;
import io.spmtrack.train.world.World;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A comparison whose sequences are dealt to the ranks of a job; the first one scores what all have tracked. */
public record DealtComparison(Comparison comparison, List<Contestant> contestants, List<Sequence> sequences) {
    public DealtComparison {
        contestants = List.copyOf(contestants);
        sequences = List.copyOf(sequences);
    }

    /**
     * Tracks with the other ranks, and scores in the first.
     *
     * @throws CancellationException on every rank, if one was asked to stop
     */
    public void run(World world, String title, Path page) {
        if (world.size() > 1) {
            track(world);
        }
        if (world.writes()) {
            comparison.run(contestants, sequences, title, page);
        }
    }

    /**
     * Tracks with the other ranks and leaves it at that.
     *
     * @throws InputException on every rank, if one of them would get other results
     */
    public void track(World world) {
        if (world.size() > 1) {
            Map<String, String> facts = comparison.facts(contestants, sequences);
            facts.put("float lanes", Integer.toString(CpuBackend.lanes()));
            Agreement.require(world, facts);
        }
        boolean stopped = false;
        try {
            comparison.track(contestants, sequences, new Shard(world.rank(), world.size()));
        } catch (CancellationException e) {
            stopped = true;
        } catch (InputException e) {
            if (world.size() == 1) {
                throw e;
            }
            // The first rank meets it again when it scores, and says so after all others have been tracked.
        }
        world.await();
        long[] all = new long[world.size()];
        world.gather(new long[] {stopped ? 1 : 0}, all);
        if (Arrays.stream(all).sum() > 0) {
            throw new CancellationException("stopped");
        }
    }
}
