#!/bin/sh
# Run once by the image of PostgreSQL, when it makes an empty database: the role that only serves. The product grants it
# what it needs after each migration.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$SERVING_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE countersign_app LOGIN PASSWORD :'password';
SQL
