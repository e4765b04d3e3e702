#!/usr/bin/env bash
# Installs what Nexus needs and nothing that is already there.
#
#   deploy/setup.sh build   the compilers, the build tools, the npm packages
#   deploy/setup.sh test    the same, and a browser, PostgreSQL, openpyxl and formulas
#
# Writes target/setup.env, which the Makefile reads before every command; by hand: `. target/setup.env`.
# NEXUS_TOOLCHAIN=rustup or NEXUS_TOOLCHAIN=debian takes the choice of compiler out of its hands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PURPOSE=${1:-build}
case $PURPOSE in build | test) ;; *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/nexus
TOOLS=$CACHE/tools
LOGS=$CACHE/log
ENV_FILE=target/setup.env

# The lock file of cargo-leptos holds a crate that asks for 1.96. Debian's rustc-web is the same release.
RUST_VERSION=1.96.0
CARGO_LEPTOS=0.3.11
WASM=wasm32-unknown-unknown

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Runs a long command silently; its output is shown only when it fails.
quietly() {
    local log=$LOGS/$1.log
    shift
    mkdir -p "$LOGS"
    "$@" >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; die "failed: $* (all of it in $log)"; }
}

# ---------------------------------------------------------------- Debian packages

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

apt_install() {
    local missing=() name
    for name in "$@"; do installed "$name" || missing+=("$name"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing from Debian (once, about a minute): ${missing[*]}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq)
    # A package list may be there and good enough; fetching it again costs half of the time.
    if ! as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 </dev/null; then
        quietly apt-update as_root "${apt[@]}" update
        quietly apt-install as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
    fi
}

# need <test command> -- <packages>: the packages are fetched only if the test says no.
need() {
    local probe=()
    while [ "$1" != -- ]; do probe+=("$1"); shift; done
    shift
    "${probe[@]}" >/dev/null 2>&1 && return 0
    have apt-get || die "please install by hand what Debian calls: $*"
    apt_install "$@"
}

# ---------------------------------------------------------------- the compiler

on() { # on <toolchain> <command>: an empty name means whatever is the default here
    local toolchain=$1
    shift
    if [ -n "$toolchain" ]; then RUSTUP_TOOLCHAIN=$toolchain "$@"; else "$@"; fi
}

# Compiles and links a line of Rust: proves release, browser library and linker at once (0.1 s).
builds_for_browser() {
    local version scratch
    have cargo && have rustc || return 1
    version=$(RUSTUP_AUTO_INSTALL=0 on "$1" rustc -V 2>/dev/null | cut -d' ' -f2) || return 1
    [ -n "$version" ] && [ "$(printf '%s\n' "$RUST_VERSION" "$version" | sort -V | head -n1)" = "$RUST_VERSION" ] || return 1
    scratch=$(mktemp -d)
    echo 'pub fn main() { println!("here"); }' | on "$1" rustc --target $WASM --crate-type cdylib -o "$scratch/a.wasm" - >/dev/null 2>&1
    local verdict=$?
    rm -rf "$scratch"
    return $verdict
}

lints() { on "$1" cargo clippy --version >/dev/null 2>&1 && on "$1" cargo fmt --version >/dev/null 2>&1; }

ready() { builds_for_browser "$1" && lints "$1"; }

rustup_has() { have rustup && rustup toolchain list 2>/dev/null | grep -q "^$1\b"; }

by_rustup() {
    have rustup || return 1
    if ! ready "$RUST_VERSION" 2>/dev/null; then
        have curl && ! curl -fsI --max-time 10 -o /dev/null "${RUSTUP_DIST_SERVER:-https://static.rust-lang.org}/dist/channel-rust-$RUST_VERSION.toml.sha256" && return 1
        say "Installing Rust $RUST_VERSION for $WASM by rustup (once, about a minute)"
        mkdir -p "$LOGS"
        timeout 600 rustup toolchain install "$RUST_VERSION" --profile minimal --component rustfmt,clippy --target $WASM --no-self-update \
            >"$LOGS/rustup.log" 2>&1 </dev/null || return 1
        ready "$RUST_VERSION" || return 1
    fi
    TOOLCHAIN=$RUST_VERSION
}

# Debian ships the compiler and the source of its library, but no library for the browser: it is built here, once
# for each compiler, and put where that compiler looks.
by_debian() {
    have apt-get || return 1
    apt_install rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web lld-22
    TOOLCHAIN=system
    if have rustup; then
        rustup_has system || quietly rustup-link rustup toolchain link system /usr
    else
        export PATH=/usr/bin:$PATH
    fi
    # rustc's own name for its linker: no variable, so no rebuild when a shell forgets to set it.
    have rust-lld || as_root ln -sf /usr/lib/llvm-22/bin/lld /usr/local/bin/rust-lld
    builds_for_browser system || add_browser_library
    ready system || die "Debian's compiler does not build for the browser; see $LOGS"
}

add_browser_library() {
    local compiler kept home
    compiler=$(/usr/bin/rustc -Vv | sed -n 's/^commit-hash: //p')
    kept=$CACHE/wasm-std/$compiler
    home=$(/usr/bin/rustc --print sysroot)/lib/rustlib/$WASM/lib
    if [ ! -e "$kept/complete" ]; then
        say "Compiling Rust's standard library for $WASM (once, about a minute)"
        local work
        work=$(mktemp -d)
        mkdir -p "$work/src"
        printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n' >"$work/Cargo.toml"
        : >"$work/src/lib.rs"
        quietly wasm-std env -C "$work" -u CARGO_TARGET_DIR -u RUSTUP_TOOLCHAIN RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
            /usr/bin/cargo build -Z build-std=std,panic_abort --target $WASM --release
        rm -rf "$kept"
        mkdir -p "$kept"
        rm -f "$work"/target/$WASM/release/deps/libnothing*
        cp "$work"/target/$WASM/release/deps/lib*.rlib "$kept/"
        touch "$kept/complete"
        rm -rf "$work"
    fi
    # A library of an older compiler beside the new one would only confuse it.
    as_root rm -rf "$home"
    as_root mkdir -p "$home"
    as_root cp "$kept"/lib*.rlib "$home/"
}

choose_compiler() {
    case ${NEXUS_TOOLCHAIN:-} in
        rustup) by_rustup || die "rustup cannot install Rust $RUST_VERSION; see $LOGS/rustup.log"; return ;;
        debian) by_debian; return ;;
    esac
    # Debian's compiler may be here, complete, and unknown to this user's rustup.
    if have rustup && ! rustup_has system && [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && PATH=/usr/bin:$PATH ready ""; then
        quietly rustup-link rustup toolchain link system /usr
    fi
    local each
    for each in "${RUSTUP_TOOLCHAIN:-}" "$RUST_VERSION" system; do
        [ -z "$each" ] || ! have rustup || rustup_has "$each" || continue
        if ready "$each"; then TOOLCHAIN=$each; return; fi
    done
    if by_rustup; then
        say "Compiler: Rust $RUST_VERSION by rustup"
    elif by_debian; then
        say "Compiler: Debian's $(/usr/bin/rustc -V | cut -d' ' -f1-2), because rustup cannot add $WASM here"
    else
        die "needs Rust $RUST_VERSION or newer with the target $WASM: https://rustup.rs"
    fi
}

# ---------------------------------------------------------------- the build tools

locked_version() { sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"/\1/p;q}" Cargo.lock; }

# Built without optimisation: they spend their time in the compiler and in wasm-opt, and install twice as fast.
# Their own target folder lets an interrupted installation continue.
install_tool() ( # install_tool <name> <version> <options>
    export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
    export CARGO_TARGET_DIR=$CACHE/building/$1
    exec cargo install "$1@$2" "${@:3}" --force --root "$TOOLS" >"$LOGS/$1.log" 2>&1 </dev/null
)

installed_tool() { rm -rf "${CACHE:?}/building/$1"; }

failed_tool() { tail -n 40 "$LOGS/$1.log" >&2; die "$1 did not install (all of it in $LOGS/$1.log)"; }

version_of() { "$TOOLS/bin/$1" --version 2>/dev/null | sed -n 's/^[^ ]* \([0-9][0-9.]*\).*/\1/p' | head -n1; }

LEPTOS_JOB=
start_cargo_leptos() {
    [ "$(version_of cargo-leptos)" = $CARGO_LEPTOS ] && return
    say "Installing cargo-leptos (once, about 8 minutes)"
    install_tool cargo-leptos $CARGO_LEPTOS --locked &
    LEPTOS_JOB=$!
    trap 'kill "$LEPTOS_JOB" 2>/dev/null || true' EXIT
}

finish_cargo_leptos() {
    [ -n "$LEPTOS_JOB" ] || return 0
    local waited=0
    while kill -0 "$LEPTOS_JOB" 2>/dev/null; do
        sleep 1
        waited=$((waited + 1))
        [ $((waited % 60)) -ne 0 ] || say "cargo-leptos: $(grep -c '^ *Compiling' "$LOGS/cargo-leptos.log") of about 730 crates"
    done
    wait "$LEPTOS_JOB" || failed_tool cargo-leptos
    trap - EXIT
    installed_tool cargo-leptos
}

install_wasm_bindgen() {
    local version
    version=$(locked_version wasm-bindgen)
    [ -n "$version" ] || die "Cargo.lock names no wasm-bindgen"
    [ "$(version_of wasm-bindgen)" = "$version" ] && return
    say "Installing wasm-bindgen-cli $version (once, about 3 minutes)"
    # Its lock file may name a release so new that a mirror lacks it.
    install_tool wasm-bindgen-cli "$version" --locked || install_tool wasm-bindgen-cli "$version" || failed_tool wasm-bindgen-cli
    installed_tool wasm-bindgen-cli
}

install_npm_packages() {
    have node && have npm && [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || die "needs Node.js 20 or newer with npm: https://nodejs.org"
    [ node_modules/.package-lock.json -nt package-lock.json ] && return
    say "Installing npm packages (about 15 seconds)"
    # Their install scripts would compile what comes ready made.
    quietly npm-ci npm ci --ignore-scripts
    touch node_modules/.package-lock.json
}

# ---------------------------------------------------------------- for the tests

postgres_there() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

PYTHON=
prepare_python() {
    local each
    for each in "$CACHE/python/bin/python3" python3 /usr/bin/python3; do
        if "$each" -c 'import openpyxl, formulas' >/dev/null 2>&1; then PYTHON=$(command -v "$each"); return; fi
    done
    need /usr/bin/python3 -c 'import venv, ensurepip' -- python3 python3-venv
    say "Installing openpyxl and formulas, which read and compute the workbooks as others would (once, about 30 seconds)"
    quietly venv /usr/bin/python3 -m venv --clear "$CACHE/python"
    quietly pip "$CACHE/python/bin/python3" -m pip install --quiet openpyxl==3.1.5 formulas==1.3.0
    PYTHON=$CACHE/python/bin/python3
}

# ---------------------------------------------------------------- all of it

write_environment() {
    mkdir -p target
    {
        echo "# Written by deploy/setup.sh"
        if have rustup && [ -n "$TOOLCHAIN" ]; then echo "export RUSTUP_TOOLCHAIN='$TOOLCHAIN'"; fi
        echo "export CARGO_TARGET_DIR=\"\${CARGO_TARGET_DIR:-$CACHE/target}\""
        echo "case \":\$PATH:\" in *\":$TOOLS/bin:$PWD/node_modules/.bin:\"*) ;; *) export PATH=\"$TOOLS/bin:$PWD/node_modules/.bin:\$PATH\" ;; esac"
        if [ -n "$PYTHON" ]; then echo "export NEXUS_PYTHON='$PYTHON'"; elif [ -e "$ENV_FILE" ]; then grep '^export NEXUS_PYTHON=' "$ENV_FILE" || true; fi
    } >"$ENV_FILE.new"
    if cmp -s "$ENV_FILE.new" "$ENV_FILE"; then rm "$ENV_FILE.new"; else mv "$ENV_FILE.new" "$ENV_FILE"; fi
}

mkdir -p "$TOOLS" "$LOGS"
have cargo || export PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

TOOLCHAIN=
need cc --version -- gcc libc6-dev
need curl --version -- curl ca-certificates
choose_compiler
[ -z "$TOOLCHAIN" ] || export RUSTUP_TOOLCHAIN=$TOOLCHAIN

start_cargo_leptos # the slowest: everything below happens meanwhile
need brotli --version -- brotli
if [ "$PURPOSE" = test ]; then
    need test -x "${CHROMIUM:-/usr/bin/chromium}" -- chromium
    # Without it Devanagari is boxes, on screenshots as in print.
    need test -d /usr/share/fonts/truetype/noto -- fonts-noto-core
    need postgres_there -- postgresql
    prepare_python
fi
install_npm_packages
install_wasm_bindgen
finish_cargo_leptos
write_environment
