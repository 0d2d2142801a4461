package io.spmtrack.cli.serve;

/** A request that is answered with a status of 4xx and one line. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final int BAD = 400;
    static final int FORBIDDEN = 403;
    static final int MISSING = 404;
    static final int METHOD = 405;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int TOO_MANY = 429;

    private final int status;

    /** @param line what is wrong and what to do next */
    Refusal(int status, String line) {
        super(line);
        this.status = status;
    }

    int status() {
        return status;
    }
}
