#!/bin/sh
# Does this machine have the Python and the Debian packages that `make TARGET` needs? Brings what is missing, or says how.
# Use: PYTHON=python3 tools/check-machine.sh TARGET       (TARGET is a section of system-packages.txt)
set -eu
target=$1
python=${PYTHON:-python3}

say() { echo "dorsiflex: $*" >&2; }

if ! version=$("$python" -c 'import platform; print(platform.python_version())'); then
    say "cannot run $python. Name a Python of 3.11 or newer: make PYTHON=/path/to/python3 $target"
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or newer is needed; $python is $version. Name another: make PYTHON=/path/to/python3 $target"
    exit 1
fi

# A package counts as present when what it is wanted for works, wherever that came from.
is_present() {
    case $1 in
        python3-venv) "$python" -c 'import ensurepip, venv' ;;
        python3-dev) "$python" -c 'import os, sysconfig; os.stat(os.path.join(sysconfig.get_path("include"), "Python.h"))' ;;
        gcc) command -v "${CC:-gcc}" ;;
        libc6-dev) echo '#include <stdlib.h>' | ${CC:-gcc} -E - ;;
        chromium) command -v chromium ;;
        default-jre-headless) command -v java ;;
        *) dpkg-query --show --showformat='${db:Status-Status}\n' "$1" | grep -qx installed ;;
    esac >/dev/null 2>&1
}

missing_packages() {
    awk -v section="[$target]" '/^\[/ {on = ($0 == section); next} on && NF && !/^#/ {print $1}' system-packages.txt |
        while read -r package; do
            is_present "$package" || printf ' %s' "$package"
        done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

three_times() {
    for attempt in 1 2 3; do
        if as_root "$@"; then return 0; fi
        say "\`$*\` failed (attempt $attempt of 3)."
        sleep "$attempt"
    done
    say "gave up on \`$*\`; the lines above say why."
    return 1
}

missing=$(missing_packages)
[ -n "$missing" ] || exit 0

if ! command -v dpkg >/dev/null 2>&1; then
    say "not a Debian machine; going on without what these packages bring there:$missing"
    exit 0
fi
if [ "$(id -u)" != 0 ] && ! sudo -n true >/dev/null 2>&1; then
    say "missing:$missing. Run this line as root, then \`make $target\` again:"
    echo "apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi

say "installing$missing"
three_times apt-get update
# shellcheck disable=SC2086  # one word per package
three_times env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing

missing=$(missing_packages)
if [ -n "$missing" ]; then
    say "still missing for $python $version after the installation:$missing."
    say "Debian serves its own Python only; for another one, bring these yourself, or: make PYTHON=/usr/bin/python3 $target"
    exit 1
fi
