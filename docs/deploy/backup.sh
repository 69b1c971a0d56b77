#!/bin/sh
# Backs up a newsroom whose settings are in the environment into a folder: the database first, then the originals of
# pictures, as a picture's file is there before its row. Originals never change, so each is copied once. It deletes
# nothing; keep the folder on another machine.
set -eu
umask 077
folder=${1:?name the folder for the backups}
name=newsroom-$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder/originals"
pg_dump --format=custom --file "$folder/$name.part" "$DATABASE_URL"
mv "$folder/$name.part" "$folder/$name.dump"
if [ -d "$VAR_DIR/private/originals" ]; then
    rsync --archive --ignore-existing --exclude '.part-*' "$VAR_DIR/private/originals/" "$folder/originals/"
fi
echo "$folder/$name.dump"
