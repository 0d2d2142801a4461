package io.spmtrack.train.world;

import java.lang.foreign.SymbolLookup;

/**
 * The numbers by which an MPI library knows its objects. There are three families that agree in nothing but the names of
 * functions.
 *
 * @param name of the family
 * @param wide whether a handle is as large as an address, else an int
 * @param world communicator of all ranks
 * @param bytes type of plain bytes
 * @param errorsReturn handler that lets calls return their errors
 * @param noInfo no hints
 * @param noStatus address that stands for a status nobody wants
 * @param shared the split into ranks that share memory
 * @param serialized calls from one thread at a time
 */
record Dialect(
        String name,
        boolean wide,
        long world,
        long bytes,
        long errorsReturn,
        long noInfo,
        long noStatus,
        int shared,
        int serialized) {
    /** MPICH and what shares its ABI: Intel MPI, Cray MPICH, MVAPICH. */
    static final Dialect MPICH = new Dialect("MPICH", false, 0x44000000, 0x4c00010d, 0x54000001, 0x1c000000, 1, 1, 2);

    /** The ABI of the MPI-5 standard. */
    static final Dialect STANDARD = new Dialect("MPI ABI", true, 0x101, 0x247, 0x142, 0x130, 0, 221, 2048);

    /** Open MPI, where a handle is the address of an object that the library exports. */
    static Dialect openMpi(SymbolLookup library) {
        return new Dialect(
                "Open MPI",
                true,
                address(library, "ompi_mpi_comm_world"),
                address(library, "ompi_mpi_byte"),
                address(library, "ompi_mpi_errors_return"),
                address(library, "ompi_mpi_info_null"),
                0,
                0,
                2);
    }

    private static long address(SymbolLookup library, String name) {
        return library.findOrThrow(name).address();
    }
}
