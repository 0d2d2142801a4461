package io.spmtrack.eval.metric;

/** One column of a score table. */
public enum Measure {
    AUC("auc", "AUC"),
    PRECISION("precision", "P"),
    NORM_PRECISION("norm_precision", "P_norm"),
    AO("ao", "AO"),
    SR50("sr50", "SR0.5"),
    SR75("sr75", "SR0.75");

    private final String key;
    private final String title;

    Measure(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /** The name in JSON files. */
    public String key() {
        return key;
    }

    /** The name above a column. */
    public String title() {
        return title;
    }

    /** This measure among the others; NaN where the rule does not define it. */
    public double in(Measures measures) {
        return switch (this) {
            case AUC -> measures.auc();
            case PRECISION -> measures.precision();
            case NORM_PRECISION -> measures.normPrecision();
            case AO -> measures.ao();
            case SR50 -> measures.sr50();
            case SR75 -> measures.sr75();
        };
    }
}
