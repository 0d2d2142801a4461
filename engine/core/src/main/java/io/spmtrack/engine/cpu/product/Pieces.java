package io.spmtrack.engine.cpu.product;

import java.util.ArrayList;
import java.util.List;

/** A right operand put together from several matrices without a copy of them side by side. */
public record Pieces(List<Piece> all, int depth, int columns) implements RightOperand {
    /** A matrix {@code [depth, columns]} and where its first element stands in the whole. */
    record Piece(Matrix matrix, int depthFrom, int depth, int columnFrom, int columns) {}

    public Pieces {
        all = List.copyOf(all);
    }

    /** Matrices {@code [depth, columns]} each, one after the other along the columns. */
    public static Pieces beside(List<Matrix> matrices, int depth, int... columns) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < columns.length; i++) {
            pieces.add(new Piece(matrices.get(i), 0, depth, from, columns[i]));
            from += columns[i];
        }
        return new Pieces(pieces, depth, from);
    }

    /** The same with rows and columns exchanged: one below the other. */
    public Pieces transposed() {
        List<Piece> pieces = all.stream()
                .map(piece -> new Piece(
                        piece.matrix().transposed(),
                        piece.columnFrom(),
                        piece.columns(),
                        piece.depthFrom(),
                        piece.depth()))
                .toList();
        return new Pieces(pieces, columns, depth);
    }
}
