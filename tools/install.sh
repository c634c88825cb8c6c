#!/bin/sh
# Puts dorsiflex and the versions pinned in requirements/ into a virtual environment; quick where nothing changed.
# Use: PYTHON=python3 tools/install.sh VENV core|dev TARGET     (TARGET is the make target to name in messages)
set -eu
venv=$1 part=$2 target=$3
python=${PYTHON:-python3}
here=$(pwd -P)

say() { echo "dorsiflex: $*" >&2; }

three_times() {
    what=$1
    shift
    for attempt in 1 2 3; do
        if "$@"; then return 0; fi
        say "$what failed (attempt $attempt of 3)."
        sleep "$attempt"
    done
    say "gave up on $what; the lines above say why."
    exit 1
}

minor_version() { "$1" -c 'import sys; print(*sys.version_info[:2])' 2>/dev/null; }

# An environment of another Python, or moved here from another folder, cannot be mended: it is made anew.
is_usable() {
    [ "$(minor_version "$venv/bin/python")" = "$(minor_version "$python")" ] &&
        grep -qF "$here/$venv" "$venv/bin/activate" &&
        "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

pip_install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation \
        --constraint requirements/build.txt --constraint requirements/core.txt --constraint requirements/extras.txt \
        --constraint requirements/dev.txt "$@"
}

# Built here and never taken from a cache: Python 3.13 dropped a name that durable-rules 2.0.28 still calls,
# and a build without this flag installs well but cannot be imported.
install_rule_engine() {
    CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject ${CPPFLAGS:-}" pip_install --no-cache-dir --use-pep517 durable-rules
}

install_all() {
    if [ "$part" = dev ]; then extras='[dev]'; else extras=; fi
    three_times "installing the build tools" pip_install --requirement requirements/build.txt
    three_times "building durable-rules" install_rule_engine
    three_times "installing dorsiflex$extras" pip_install --editable ".$extras"
}

is_usable || "$python" -m venv --clear "$venv"
stamp="$venv/installed-$part"
wanted="$here $(cat pyproject.toml requirements/*.txt tools/install.sh | cksum)"

if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing into $venv (a minute or two the first time)"
    install_all
fi

if ! "$venv/bin/python" -c 'import durable_rules_engine, durable.lang, dorsiflex'; then
    rm -f "$venv"/installed-*
    say "the installation in $venv is broken: the line above says what cannot be imported. This mends it:"
    echo "rm -rf $venv && make $target" >&2
    exit 1
fi
echo "$wanted" >"$stamp"
echo "$wanted" >"$venv/installed-core" # dev brings the core too
