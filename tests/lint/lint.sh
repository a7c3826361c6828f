#!/bin/bash
# `make lint`: tests/lint/lint.sh [COMPILER] [FOLDER OF GENERATED HEADERS]
# Checks the files that git knows. Each step prints what is wrong; the status is 1 if any step failed.
set -u
cd "$(dirname "$0")/../.." || exit 2
CC=${1:-clang-19}
GEN=${2:-build/opt/gen}
FLAGS="-std=gnu11 -D_GNU_SOURCE -I. -I$GEN -DBUILD_NAME=\"lint\" -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror"
JOBS=$(nproc 2>/dev/null || echo 2)
failed=0

tracked() { git ls-files "$@" | while read -r f; do [ -f "$f" ] && echo "$f"; done; }

step() {
    local name=$1 start=$SECONDS
    shift
    if "$@"; then echo "lint: $name ok ($((SECONDS - start)) s)"; else
        echo "lint: $name FAILED"
        failed=1
    fi
}

layout_of() {
    clang-format-19 "$1" | cmp -s - "$1" || {
        echo "$1 is not laid out by .clang-format (make format)"
        return 1
    }
}
layout() { tracked '*.c' '*.h' | xargs -r -P "$JOBS" -I{} bash -c 'layout_of {} || exit 1'; }

style() { python3 tests/lint/style.py; }

# A header is complete and guarded if a file that holds nothing but it, twice, compiles.
header_alone() {
    printf '#include "%s"\n#include "%s"\n' "$1" "$1" |
        $CC $FLAGS -Wno-unused-function -Wno-unused-const-variable -fsyntax-only -x c - || {
        echo "$1 does not compile alone"
        return 1
    }
}
headers() { tracked '*.h' | xargs -r -P "$JOBS" -I{} bash -c 'header_alone {} || exit 1'; }

# No header may depend on one that sorts before it, nor clash with one that sorts behind it.
header_orders() {
    local order
    for order in "" -r; do
        tracked '*.h' ':!tests/*' ':!bench/*' | LC_ALL=C sort $order | sed 's/.*/#include "&"/' |
            $CC $FLAGS -Wno-unused-function -Wno-unused-const-variable -fsyntax-only -x c - || return 1
    done
}

warnings() {
    tracked '*.c' | xargs -r -n 8 -P "$JOBS" "$CC" $FLAGS -fsyntax-only &&
        tracked '*.c' | xargs -r -n 8 -P "$JOBS" "$CC" $FLAGS -DBUILD_CHECKED=1 -DBUILD_STRESS=1 -fsyntax-only
}

export CC FLAGS
export -f header_alone layout_of

step layout layout
step style style
step "each header alone" headers
step "headers in both orders" header_orders
step warnings warnings
exit $failed
