/* A library with the standard ABI of MPI 5 that answers as rank 1 of 2, whose other rank has the same data. A call with
   numbers that are not those of the standard fails with code 3. */
#include <stdint.h>
#include <string.h>

#define COMM_WORLD 0x101
#define LOCAL 0x7f0000000123 /* an address, as a library's own handles are */
#define BYTE 0x247
#define ERRORS_RETURN 0x142
#define INFO_NULL 0x130
#define COMM_TYPE_SHARED 221
#define THREAD_SERIALIZED 2048

typedef intptr_t handle;

static int known(handle comm) { return comm == COMM_WORLD ? 0 : 3; }

int MPI_Abi_get_version(int *major, int *minor) { *major = 1; *minor = 0; return 0; }

int MPI_Init_thread(int *argc, void *argv, int wanted, int *given) {
  *given = wanted;
  return wanted == THREAD_SERIALIZED ? 0 : 3;
}

int MPI_Finalize(void) { return 0; }

int MPI_Comm_set_errhandler(handle comm, handle handler) { return handler == ERRORS_RETURN ? known(comm) : 3; }

int MPI_Comm_rank(handle comm, int *rank) { *rank = comm == LOCAL ? 0 : 1; return comm == LOCAL ? 0 : known(comm); }

int MPI_Comm_size(handle comm, int *size) { *size = comm == LOCAL ? 1 : 2; return comm == LOCAL ? 0 : known(comm); }

int MPI_Comm_split_type(handle comm, int type, int key, handle info, handle *made) {
  *made = LOCAL;
  return type == COMM_TYPE_SHARED && key == 0 && info == INFO_NULL ? known(comm) : 3;
}

int MPI_Get_library_version(char *text, int *length) {
  strcpy(text, "a library of the test, 1.0\nbuilt for it");
  *length = (int) strlen(text);
  return 0;
}

int MPI_Error_string(int code, char *text, int *length) {
  strcpy(text, code == 3 ? "a number is not the standard's" : "unknown");
  *length = (int) strlen(text);
  return 0;
}

int MPI_Abort(handle comm, int code) { return known(comm); }

int MPI_Alltoall(const char *from, int sent, handle type, char *to, int got, handle other, handle comm) {
  if (type != BYTE || other != BYTE || sent != got) return 3;
  memcpy(to, from + sent, sent);
  memcpy(to + sent, from + sent, sent);
  return known(comm);
}

int MPI_Allgather(const char *from, int sent, handle type, char *to, int got, handle other, handle comm) {
  if (type != BYTE || other != BYTE || sent != got) return 3;
  memmove(to + sent, from, sent);
  memcpy(to, to + sent, sent);
  return known(comm);
}

static handle asked;

int MPI_Ibarrier(handle comm, handle *request) { asked = *request = 0x7f0000000456; return known(comm); }

int MPI_Test(handle *request, int *done, void *status) {
  *done = 1;
  return *request == asked && status == 0 ? 0 : 3;
}
