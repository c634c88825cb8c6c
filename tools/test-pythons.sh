#!/bin/sh
# Do the tests pass on every other supported Python of this machine? Each gets its own environment under build/.
# Use: tools/test-pythons.sh 3.11 3.12 3.13      (looks on PATH and among pyenv's versions; none found is no failure)
set -eu

find_python() {
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python3; do
        if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

ours=$(.venv/bin/python -c 'import sys; print("{}.{}".format(*sys.version_info))')
for version in "$@"; do
    [ "$version" != "$ours" ] || continue
    python=$(find_python "$version")
    if [ -z "$python" ]; then
        echo "Python $version: not on this machine"
        continue
    fi
    echo "Python $version: $python"
    venv=build/python$version
    mkdir -p build
    PYTHON=$python tools/install.sh "$venv" dev test-pythons
    # What could differ from Python to Python: the language, its engines, and what is worked out with them.
    "$venv/bin/python" -m pytest -q -p no:cacheprovider tests/language tests/infer tests/validate tests/explain
done
