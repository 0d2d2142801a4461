# Sourced by mvnw and spmtrack (POSIX sh): finds a JDK 25 or newer.

# The feature release of the JDK in folder $1; fails where there is no JDK.
jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  found=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$found" ] || found=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ -n "$found" ] && echo "$found"
}

jdk_is_new_enough() {
  release=$(jdk_release "$1") && [ "$release" -ge 25 ] 2>/dev/null
}

# The folder of the JDK that the java command $1 belongs to.
jdk_of_command() {
  command=$(command -v "$1") || return 1
  command=$(readlink -f "$command" 2>/dev/null || echo "$command")
  home=$(dirname "$(dirname "$command")")
  if [ -x "$home/bin/javac" ]; then
    echo "$home"
  else # a stub such as that of macOS or of a version manager
    "$command" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
  fi
}

# Java prints and opens names of files in the encoding of the locale. Containers, services and cron have none, or name one
# that is not installed, and then only ASCII would do.
case $(locale charmap 2>/dev/null || echo "${LC_ALL:-${LC_CTYPE:-${LANG-}}}") in
'' | C | POSIX | ANSI_X3.4-1968 | US-ASCII | 646)
  LC_ALL=C.UTF-8
  export LC_ALL
  ;;
esac

# Sets and exports JAVA_HOME, or says in one sentence what is missing and fails.
use_jdk() {
  if [ -n "${SPMTRACK_JAVA-}" ]; then
    chosen=$SPMTRACK_JAVA
    [ -d "$chosen" ] || chosen=$(jdk_of_command "$chosen")
    if ! jdk_is_new_enough "$chosen"; then
      echo "SPMTRACK_JAVA=$SPMTRACK_JAVA is no JDK 25 or newer: name the folder of one, or unset it." >&2
      return 1
    fi
    JAVA_HOME=$chosen
    export JAVA_HOME
    return 0
  fi
  for chosen in "${JAVA_HOME-}" "$(jdk_of_command java)" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* /usr/local/* /usr/local/java/* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* "${HOME-}"/.jenv/versions/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* "${HOME-}"/.jabba/jdk/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$chosen" ] && jdk_is_new_enough "$chosen"; then
      JAVA_HOME=$chosen
      export JAVA_HOME
      return 0
    fi
  done
  echo "SPMTrack needs a JDK 25 or newer and found none: install one (for example from https://adoptium.net) or set SPMTRACK_JAVA to its folder." >&2
  return 1
}
