package io.spmtrack.eval.report;

import io.spmtrack.eval.projection.PrincipalComponents;
import io.spmtrack.eval.projection.Tsne;
import io.spmtrack.model.inside.Insight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What the experts of a layer answer to the search cells of a frame, laid out in the plane (SPMTrack paper, figure 5). */
record ExpertSection(int frame, Insight.Experts experts, List<Integer> target) {
    private static final double PERPLEXITY = 30;
    private static final int MOST_POINTS = 640;

    String html() {
        Set<Integer> inside = new HashSet<>(target);
        List<Integer> cells = sample(MOST_POINTS);
        float[][] compressed = select(experts.compressed(), cells);
        int[] where =
                cells.stream().mapToInt(cell -> inside.contains(cell) ? 1 : 0).toArray();
        List<String> places = List.of("outside the found box", "inside");

        int count = experts.routed().size();
        List<Integer> fewer = sample(MOST_POINTS / Math.max(1, count));
        float[][] routed = new float[count * fewer.size()][];
        int[] by = new int[routed.length];
        for (int expert = 0; expert < count; expert++) {
            float[][] own = select(experts.routed().get(expert), fewer);
            for (int i = 0; i < own.length; i++) {
                routed[expert * own.length + i] = own[i];
                by[expert * own.length + i] = expert;
            }
        }
        List<String> names =
                IntStream.range(0, count).mapToObj(expert -> "expert " + expert).toList();
        return "<h3>" + Html.text("What the experts of " + experts.layer() + " answer in frame " + frame) + "</h3>"
                + "<p class=\"note\">Each point is the answer to one search cell. Near points are similar answers; t-SNE keeps"
                + " neighbours together, principal components keep distances.</p><div class=\"charts\">"
                + new ScatterPlot("compression expert, t-SNE", Tsne.plane(compressed, PERPLEXITY), where, places).svg()
                + new ScatterPlot("routed experts, t-SNE", Tsne.plane(routed, PERPLEXITY), by, names).svg()
                + new ScatterPlot("routed experts, principal components", PrincipalComponents.plane(routed), by, names)
                        .svg()
                + "</div>";
    }

    /** At most so many cells: those of the found box first, then others evenly. */
    private List<Integer> sample(int most) {
        int all = experts.compressed().length;
        Set<Integer> chosen = new HashSet<>();
        int ofTarget = Math.min(target.size(), most / 2);
        IntStream.range(0, ofTarget).forEach(i -> chosen.add(target.get(i * target.size() / ofTarget)));
        int others = Math.min(all, most) - chosen.size();
        IntStream.range(0, others).forEach(i -> chosen.add((int) ((long) i * all / others)));
        List<Integer> cells = new ArrayList<>(chosen);
        cells.sort(null);
        return cells;
    }

    private static float[][] select(float[][] rows, List<Integer> cells) {
        return cells.stream().map(cell -> rows[cell]).toArray(float[][]::new);
    }
}
