#!/usr/bin/env bash
# Unpacks nginx, Caddy and HAProxy from Debian into src/gateway/target/programs, where the tests of
# the examples find them. Installs nothing and starts nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../src/gateway"
programs="$PWD/target/programs"
mkdir -p "$programs/packages"
cd "$programs/packages"
packages=(nginx caddy haproxy liblua5.3-0 libopentracing-c-wrapper0 libopentracing1)
apt-get -qq download "${packages[@]}" 2>/dev/null \
  || { apt-get -qq update && apt-get -qq download "${packages[@]}"; }
for package in *.deb; do
  dpkg -x "$package" "$programs"
done
