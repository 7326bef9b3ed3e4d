#!/bin/sh
# Run once by the image of PostgreSQL, when its folder is still empty.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  -v app_password="'$APP_PASSWORD'" -v migrator_password="'$MIGRATOR_PASSWORD'" -f /etc/earshot/roles.sql
