#!/bin/sh
# Bring a backup into an empty database, where its key is:
#   DATABASE_MIGRATOR_URL=… deploy/restore.sh KEY CERTIFICATE FILE
# Then `earshot migrate`, which makes what was left out anew and says who may do what.
set -eu
openssl cms -decrypt -binary -inform DER -inkey "$1" -recip "$2" -in "$3" \
  | "${PG_RESTORE:-pg_restore}" --no-owner --no-privileges --exit-on-error --single-transaction \
      --dbname "$DATABASE_MIGRATOR_URL"
