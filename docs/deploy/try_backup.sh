#!/bin/sh
# Restores a backup into an empty database and an empty folder beside the newsroom, and proves that it is whole:
# every record is what was written, every original is there, and what readers get can be made of both.
#
#     DATABASE_URL=…/newsroom_tried VAR_DIR=/var/tmp/newsroom-tried try_backup.sh FOLDER/newsroom-….dump
set -eu
umask 077
dump=${1:?name the dump}
originals=$(dirname "$dump")/originals
python=${PYTHON:-.venv/bin/python}
if [ "$(psql --no-psqlrc --tuples-only --no-align --command "SELECT to_regclass('django_migrations')" "$DATABASE_URL")" ]
then
    echo "The database of DATABASE_URL is not empty: this needs one of its own, such as newsroom_tried." >&2
    exit 1
fi
pg_restore --no-owner --no-privileges --exit-on-error --dbname "$DATABASE_URL" "$dump"
mkdir -p "$VAR_DIR/private"
cp --recursive "$originals" "$VAR_DIR/private/"
"$python" manage.py migrate --verbosity 0
"$python" manage.py verify_history --no-progress
"$python" manage.py rebuild_published --no-progress
"$python" manage.py rebuild_published --check --no-progress
echo "This backup is whole: $dump"
