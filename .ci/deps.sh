#!/bin/bash
# Makes sure that the Debian packages of the named groups are installed:
#   .ci/deps.sh build|test|lint|bench|gcc ...
# Quick when nothing is missing. Installs as root or through sudo without a password; otherwise prints the one
# command to run and fails. Systems without dpkg are left alone: there the compiler says what is missing.
set -u
command -v dpkg-query >/dev/null || exit 0

build="clang-19 lld-19 make libc6-dev libuv1-dev libjemalloc-dev libgmp-dev libpcre2-dev libutf8proc-dev libedit-dev libxxhash-dev"
test="check libsubunit-dev libclang-rt-19-dev python3 redis-tools netcat-openbsd tmux procps"
lint="clang-format-19 git python3"
gcc="gcc"
bench="python3 time erlang-base erlang-jiffy golang-go lua5.4 luajit lua-cjson"

wanted=
for group in "$@"; do
    case $group in
    build|test|lint|gcc|bench) wanted="$wanted ${!group}" ;;
    *) echo "deps.sh: unknown group '$group'" >&2; exit 2 ;;
    esac
done

# Word splitting is meant: a list of package names.
# shellcheck disable=SC2086
have=" $(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' $wanted 2>/dev/null |
    awk '$2 == "ii" || $2 == "hi" { printf "%s ", $1 }') "
missing=
for package in $wanted; do
    case "$have$missing " in
    *" $package "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -z "$missing" ] && exit 0

echo "installing:$missing"
install="apt-get update -q && apt-get install -y -q --no-install-recommends$missing"
export DEBIAN_FRONTEND=noninteractive
if [ "$(id -u)" = 0 ]; then
    sh -c "$install"
elif sudo -n true 2>/dev/null; then
    sudo -n env DEBIAN_FRONTEND=noninteractive sh -c "$install"
else
    echo "These packages are missing, and installing them needs root. Please run:" >&2
    echo "    sudo sh -c '$install'" >&2
    exit 1
fi
