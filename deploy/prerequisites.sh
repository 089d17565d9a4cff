# shellcheck shell=bash
# What deploy/demo and deploy/test both need before they begin: packages, the Swift toolchain, one way to build.
# Sourced by them, from the repository's top folder.

# The same everywhere, so that demo and tests share one build.
# shellcheck disable=SC2034 # used by the scripts that source this
BUILD_FLAGS=(-c release -Xswiftc -enable-testing)

# Prints the packages of the given sections of deploy/packages.txt, one a line.
packages_of() {
    local section
    for section in "$@"; do
        sed -n "/^\[$section\]/,/^\[/p" deploy/packages.txt | sed -e 's/#.*//' -e '/^\[/d' -e 's/[[:space:]]//g' -e '/^$/d'
    done
}

# Whether dpkg has the package installed, or any that the pattern matches.
installed() {
    dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -x installed >/dev/null
}

# Prints those of the given packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        installed "$package" || printf '%s\n' "$package"
    done
}

# Whether sudo works: without a question, or with one where somebody can answer it.
sudo_works() {
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null && return 0
    [ -t 0 ] && sudo -v
}

# Installs the packages; root runs it, in a bash of its own. `deploy/postgres` runs private servers, so Debian's own are
# not made or started on the way. Servers that were there before, and what the machine says of either, stay as they are.
install_packages() {
    set -euo pipefail
    local services=() policy=/usr/sbin/policy-rc.d clusters=/etc/postgresql-common/createcluster.d
    temporary=()
    trap 'rm -f "${temporary[@]}"' EXIT

    installed pgbouncer || services+=(pgbouncer)
    if ! installed 'postgresql-[0-9]*'; then
        services+=(postgresql)
        if ! grep -Eqrs '^[[:space:]]*create_main_cluster' "${clusters%.d}.conf" "$clusters"; then
            mkdir -p "$clusters"
            temporary+=("$clusters/footbridge.conf")
            echo 'create_main_cluster = false' >"$clusters/footbridge.conf"
        fi
    fi
    if [ "${#services[@]}" -gt 0 ] && [ ! -e "$policy" ]; then
        temporary+=("$policy")
        {
            echo '#!/bin/sh'
            # shellcheck disable=SC2016 # the script's own arguments
            printf 'case " $* " in *" %s"*) exit 101 ;; esac\n' "${services[@]}"
        } >"$policy"
        chmod 755 "$policy"
    fi

    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# Installs what is missing of the given sections; says so first. Exits 2, with the command to run, where it may not.
require_packages() {
    local wanted missing as_root=()
    if ! command -v dpkg-query >/dev/null; then
        echo "This is not Debian: the packages of deploy/packages.txt are not checked, their equivalents have to be here."
        return
    fi
    mapfile -t wanted < <(packages_of "$@")
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    [ "${#missing[@]}" -gt 0 ] || return 0

    echo "These Debian packages are missing and will be installed: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo_works; then
            echo "That needs root, and sudo does not work here. Run this once, as root, and start again:" >&2
            echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
            exit 2
        fi
        as_root=(sudo)
    fi
    "${as_root[@]}" bash -c "$(declare -f installed install_packages)"'; install_packages "$@"' bash "${missing[@]}"
}

# Exits 2 where there is no Swift that can build the package.
require_swift() {
    if ! command -v swift >/dev/null; then
        echo "The Swift toolchain is missing: 'swift' is not on the PATH. Install Swift 6.2 or newer from swift.org," >&2
        echo "put its usr/bin on the PATH, and start again." >&2
        exit 2
    fi
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [ -z "$version" ] || [ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" != 6.2 ]; then
        echo "Swift 6.2 or newer is needed; 'swift --version' says: ${version:-nothing that can be read}." >&2
        exit 2
    fi
}
