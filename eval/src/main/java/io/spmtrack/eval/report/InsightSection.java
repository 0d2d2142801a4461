package io.spmtrack.eval.report;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.inside.Insight;
import io.spmtrack.model.track.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What happened inside the network: pictures for each frame, and over all of them how the experts shared the work
 * (SPMTrack paper, figures 5 and 6; its supplement, figure A.4).
 */
final class InsightSection {
    static final String NOTE =
            "<p class=\"note\">Weight U: what each search cell is multiplied by, its product with the state"
                    + " token; black is the least, white the most. Attention: what the cells of the found box look at in a reference, in"
                    + " the last block, averaged over the heads. Share: how much of each search cell's attention goes to the references."
                    + "</p>";

    private final Map<String, ExpertLoad> loads = new LinkedHashMap<>();
    private Optional<ExpertSection> experts = Optional.empty();

    /** Pictures of a frame. */
    String frame(Explanation step, Insight inside) {
        List<Integer> target = target(step);
        inside.gates()
                .forEach(gates -> loads.computeIfAbsent(gates.path(), name -> new ExpertLoad(gates.experts()))
                        .add(gates));
        experts = inside.experts().map(found -> new ExpertSection(step.frame(), found, target));
        return "<div class=\"strip six\">" + weights(step, inside) + attention(step, inside, target) + "</div>"
                + gates(step, inside);
    }

    /** The search cells whose centre lies in the found box, or the chosen one. */
    private static List<Integer> target(Explanation step) {
        Box box = step.peak().box();
        double patch = (double) step.search().width() / step.columns();
        List<Integer> cells = IntStream.range(0, step.scores().size())
                .filter(cell -> {
                    double x = (cell % step.columns() + 0.5) * patch;
                    double y = (Math.floorDiv(cell, step.columns()) + 0.5) * patch;
                    return x >= box.x1() && x <= box.x2() && y >= box.y1() && y <= box.y2();
                })
                .boxed()
                .toList();
        return cells.isEmpty() ? List.of(step.peak().cell()) : cells;
    }

    private static String weights(Explanation step, Insight inside) {
        if (inside.weights().isEmpty()) {
            return "";
        }
        float[] values = new float[inside.weights().size()];
        IntStream.range(0, values.length)
                .forEach(i -> values[i] = inside.weights().get(i));
        String caption = String.format(
                Locale.ROOT,
                "weight U, %.3g to %.3g",
                IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i])
                        .min()
                        .orElse(0),
                IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i])
                        .max()
                        .orElse(0));
        return figure(caption, CellMap.glow(values, step.columns()));
    }

    private static String attention(Explanation step, Insight inside, List<Integer> target) {
        Insight.Attention attention = inside.attention();
        StringBuilder figures = new StringBuilder();
        float[] shares = new float[step.scores().size()];
        for (int crop = 0; crop < attention.crops(); crop++) {
            double sum = 0;
            for (int cell = 0; cell < shares.length; cell++) {
                float share = attention.share(cell, crop);
                shares[cell] += share;
                sum += target.contains(cell) ? share / target.size() : 0;
            }
            Explanation.Reference reference = step.references().get(crop);
            figures.append(figure(
                    String.format(
                            Locale.ROOT, "attention to reference of frame %d, %.0f %%", reference.frame(), 100 * sum),
                    CellMap.glow(attention.to(crop, target), reference.columns())));
        }
        return figures + figure("share to references", CellMap.glow(shares, step.columns()));
    }

    /** A picture for each kind of layer: a row for each block, a column for each expert. */
    private static String gates(Explanation step, Insight inside) {
        if (inside.gates().isEmpty()) {
            return "";
        }
        Map<String, List<List<float[]>>> sheets = new LinkedHashMap<>();
        Map<String, Integer> experts = new LinkedHashMap<>();
        for (Insight.Gates gates : inside.gates()) {
            List<float[]> row = new ArrayList<>();
            for (int expert = 0; expert < gates.experts(); expert++) {
                float[] map = new float[gates.gates().length];
                for (int cell = 0; cell < map.length; cell++) {
                    map[cell] = gates.gates()[cell][expert];
                }
                row.add(map);
            }
            sheets.computeIfAbsent(gates.layer(), layer -> new ArrayList<>()).add(row);
            experts.put(gates.layer(), gates.experts());
        }
        StringBuilder figures = new StringBuilder("<details><summary>gates of the search cells <small>a row for each"
                + " block, a column for each expert; black is 0, white twice an equal share or more</small></summary>"
                + "<div class=\"strip six\">");
        sheets.forEach((layer, maps) ->
                figures.append(figure(layer, CellMap.sheet(maps, step.columns(), 2.0 / experts.get(layer)))));
        return figures + "</div></details>";
    }

    private static String figure(String caption, String drawing) {
        return "<figure>" + drawing + "<figcaption>" + Html.text(caption) + "</figcaption></figure>";
    }

    /** How the experts shared the work over all frames, and what they answered in the last one. */
    String summary() {
        if (loads.isEmpty()) {
            return "";
        }
        StringBuilder rows =
                new StringBuilder("<h2>Experts</h2><details><summary>load of the experts <small>average gate of"
                        + " the search cells, and in brackets the share of cells whose largest gate it is</small></summary>"
                        + "<div class=\"wide\"><table><thead><tr><th>layer</th>");
        int most = loads.values().stream().mapToInt(ExpertLoad::experts).max().orElse(0);
        IntStream.range(0, most)
                .forEach(i -> rows.append("<th>expert ").append(i).append("</th>"));
        rows.append("</tr></thead><tbody>");
        loads.forEach((layer, load) -> rows.append("<tr><td>")
                .append(Html.text(layer))
                .append("</td>")
                .append(load.cells())
                .append("</tr>"));
        return rows + "</tbody></table></div></details>"
                + experts.map(ExpertSection::html).orElse("");
    }

    /** Sums over frames. */
    private static final class ExpertLoad {
        private final double[] means;
        private final double[] firsts;
        private int frames;

        ExpertLoad(int experts) {
            means = new double[experts];
            firsts = new double[experts];
        }

        void add(Insight.Gates gates) {
            for (int expert = 0; expert < means.length; expert++) {
                means[expert] += gates.mean(expert);
                firsts[expert] += gates.first(expert);
            }
            frames++;
        }

        int experts() {
            return means.length;
        }

        String cells() {
            StringBuilder cells = new StringBuilder();
            for (int expert = 0; expert < means.length; expert++) {
                cells.append(String.format(
                        Locale.ROOT,
                        "<td>%.1f %% (%.0f %%)</td>",
                        100 * means[expert] / frames,
                        100 * firsts[expert] / frames));
            }
            return cells.toString();
        }
    }
}
