#!/usr/bin/env bash
# `make test-deploy`: each file here is read by the program that it is for. Nothing is started, and nothing is left.
# On Debian: apt-get install --no-install-recommends systemd caddy nginx-light tor prometheus docker-compose shellcheck openssl
# BASE=some/image builds the container too (buildah), on that image in place of the one that the file names.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd .. && pwd)
for tool in systemd-analyze caddy nginx tor promtool shellcheck openssl ${BASE:+buildah}; do
  type "$tool" > /dev/null || { echo "$tool is not installed" >&2; exit 1; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
told() { printf '%-9s %s\n' "$1" "$2"; }

# The units name /srv/earshot; here the checkout stands there.
cp -r systemd "$scratch"
sed -i "s#/srv/earshot#$root#" "$scratch"/systemd/*.service
systemd-analyze verify --recursive-errors=no "$scratch"/systemd/*.service "$scratch"/systemd/*.timer
for unit in "$scratch"/systemd/*.service; do
  systemd-analyze security --offline=true --threshold=25 --no-pager "$unit" | tail -n 1
done
told systemd "verified, and no unit above an exposure of 2.5"

SITE=talk.example.org NODES="127.0.0.1:8001 127.0.0.1:8002" PAGES=$root/frontend/dist \
  caddy validate --adapter caddyfile --config proxy/Caddyfile > "$scratch/caddy" 2>&1 || { cat "$scratch/caddy"; exit 1; }
told caddy "the configuration is valid"

openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=talk.example.org \
  -keyout "$scratch/privkey.pem" -out "$scratch/fullchain.pem" 2> /dev/null
sed "s#/etc/ssl/earshot#$scratch#" proxy/nginx.conf > "$scratch/site.conf"
printf 'pid %s/pid;\nevents {}\nhttp { include %s/site.conf; }\n' "$scratch" "$scratch" > "$scratch/nginx.conf"
nginx -t -q -p "$scratch" -c "$scratch/nginx.conf" 2> "$scratch/nginx" || { cat "$scratch/nginx"; exit 1; }
told nginx "the configuration is valid"

tor --verify-config --hush --DataDirectory "$scratch/tor" -f proxy/torrc > "$scratch/said" || { cat "$scratch/said"; exit 1; }
told tor "the configuration is valid"

promtool check rules monitoring/alerts.yml
promtool test rules monitoring/alerts_test.yml
promtool check config --syntax-only monitoring/prometheus.yml
told promtool "rules, their tests and the configuration are valid"

for one in CONTACT POSTGRES_PASSWORD APP_PASSWORD MIGRATOR_PASSWORD VALKEY_PASSWORD CLUSTER_SECRET; do
  echo "$one=made-up"
done > "$scratch/env"
printf 'ORIGIN=https://talk.example.org\nSITE=talk.example.org\n' >> "$scratch/env"
if docker compose version > /dev/null 2>&1; then
  docker compose -f compose.yaml --env-file "$scratch/env" config --quiet
else  # the older one does not know that a file may name its project
  sed '/^name:/d' compose.yaml | docker-compose -f - --project-directory . --env-file "$scratch/env" config --quiet
fi
told compose "the file is valid"

shellcheck ./*.sh postgresql/*.sh earshot
told shell "nothing to say of the scripts"

if [ -n "${BASE:-}" ]; then
  # Run as root or in a user namespace; no daemon. What the build may use of the network is the machine's.
  build=(buildah --storage-driver vfs --root "$scratch/images" --runroot "$scratch/run")
  "${build[@]}" build --quiet --isolation chroot --network host -f Containerfile -t earshot-check \
    --build-context "docker.io/library/python:3.12-slim-bookworm=container-image://$BASE" ..
  made=$("${build[@]}" from earshot-check)
  "${build[@]}" run --isolation chroot "$made" -- earshot settings --file > /dev/null
  "${build[@]}" rm "$made" > /dev/null
  told container "built on $BASE, and its command runs"
fi
