# Sourced by spmtrack (POSIX sh): puts TornadoVM's flags, made from the SDK in TORNADOVM_HOME, before the arguments.
# The SDK's own tornado-argfile is not used: it names the current folder as a module path, and fails where that holds jars.

# Prints the backends of the SDK, one a line: opencl, cuda, ptx ...
tornado_backends() {
  sed -n 's/^tornado.backends=//p' "$TORNADOVM_HOME/etc/tornado.backend" | tr ',' '\n' | sed 's/-backend$//; s/ //g; /^$/d'
}

# Says in one sentence what is wrong with TORNADOVM_HOME, or succeeds.
check_tornado() {
  if [ ! -d "$TORNADOVM_HOME/share/java/tornado" ] || [ ! -f "$TORNADOVM_HOME/etc/tornado.backend" ]; then
    echo "spmtrack: TORNADOVM_HOME=$TORNADOVM_HOME is no SDK of TornadoVM 5.2 for JDK 25: see docs/gpu.md, or unset it" >&2
    return 1
  fi
}

# Prints the flags, one a line; no path may hold a blank.
tornado_flags() {
  modules=tornado.runtime,tornado.annotation,tornado.drivers.common,jdk.unsupported,java.management
  native=
  for backend in $(tornado_backends); do
    modules=$modules,tornado.drivers.$backend
    native=$native${native:+,}tornado.drivers.$backend
    case $backend in
    cuda) # NVIDIA's libraries, where the SDK has them
      for library in cublas cudnn; do
        for jar in "$TORNADOVM_HOME/share/java/tornado/tornado-$library"-*.jar; do
          [ ! -f "$jar" ] || modules=$modules,tornado.$library native=$native,tornado.$library
        done
      done
      ;;
    esac
  done
  cat <<FLAGS
-Djava.library.path=$TORNADOVM_HOME/lib
--module-path=$TORNADOVM_HOME/share/java/tornado
--upgrade-module-path=$TORNADOVM_HOME/share/java/graalJars
--add-modules=$modules
--enable-native-access=$native
@$TORNADOVM_HOME/etc/exportLists/common-exports
FLAGS
  for backend in $(tornado_backends); do
    echo "@$TORNADOVM_HOME/etc/exportLists/$backend-exports"
  done
}
