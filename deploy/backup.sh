#!/bin/sh
# Back up the records, encrypted to a key whose other half is not on this machine:
#   DATABASE_MIGRATOR_URL=… deploy/backup.sh CERTIFICATE FOLDER
# Left out: the stage (rows to be counted and dropped; a backup would keep them for ever) and who is signed in.
# Backups older than 35 days go. Make the pair once, elsewhere:
#   openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=backup -keyout backup.key -out backup.pem
set -eu
certificate=$1 folder=$2
umask 077
name="$folder/earshot-$(date -u +%Y%m%d).dump.cms"
trap 'rm -f "$name.half" "$name.failed"' EXIT
{ "${PG_DUMP:-pg_dump}" --format=custom --no-owner --no-privileges \
    --exclude-table-data='session_stage*' --exclude-table-data=staff_session --exclude-table-data=staff_reset \
    --exclude-table-data=invitation "$DATABASE_MIGRATOR_URL" || touch "$name.failed"; } \
  | openssl cms -encrypt -binary -stream -outform DER -aes-256-gcm -out "$name.half" "$certificate" || touch "$name.failed"
[ ! -e "$name.failed" ] || { echo "The dump failed; the last backup stays." >&2; exit 1; }
mv "$name.half" "$name"
find "$folder" -name 'earshot-*.dump.cms' -mtime +35 -delete
