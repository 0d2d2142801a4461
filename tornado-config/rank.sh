# Sourced by spmtrack (POSIX sh): runs a rank of a job and names it when it is killed. A launcher of the MPICH family ends
# the other ranks in the same moment, before they can speak, and tells no more than a process and a host.

# run_rank DESCRIPTOR COMMAND...: does not return; what there is to say goes to that descriptor.
run_rank() {
  say=$1
  shift
  trap : HUP INT TERM USR1 # launchers send a signal to the whole group, so it reaches the command without this shell
  code=0
  "$@" || code=$?
  case $code in
  129 | 130 | 143) ;; # it was asked to end
  13[1-9] | 14[0-9] | 15[0-9])
    echo "spmtrack: rank $PMI_RANK of ${PMI_SIZE-?} on $(uname -n) was killed by signal $((code - 128))" >&"$say"
    kill -$((code - 128)) $$ # so that the launcher notices
    ;;
  esac
  exit "$code"
}
