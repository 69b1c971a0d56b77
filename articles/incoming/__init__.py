"""What comes in by wire, on its way to stories: fetched, kept in every version, shown, taken, and watched.

inbox.py           which items the inbox shows, and how many are newer
searches.py        searches of it that people keep
opened.py          one item whole, as it is read
taking.py          wire copy into a story, a new one or one that is there
pictures.py        pictures of an item, and how they are kept in the library
picture_sizes.py   which files of a picture the library would take, the best first
picture_files.py   where the bytes of a picture are
bringing.py        the files of pictures fetched before anything is written
picture_leases.py  what embargo and kill of an item mean for its pictures
barring.py         what an agency killed or withholds
embargoes.py       of two embargoes the one that holds longer
alarms.py          what a newer version means for the stories that use the item
drift.py           how wire copy that a story took has changed, and how the story takes it over
folders.py         files that are dropped into a feed's folder
web.py             a feed that we fetch
pushing.py         where agencies send copy to
sendings.py        what was sent, kept until the worker reads it
fetching.py        each feed looked at in time, by a thread of its own
trouble.py         why nothing could be had from a feed
storing.py         files, items and versions kept, in one transaction
describing.py      what the rows say of an item that was read
facts.py           an item made plain for the database, and an item again
lines.py           items that take the place of others, whichever comes first
order.py           which of two versions is newer
outcome.py         what became of one file
refusals.py        what could not be taken, until somebody has seen it
finding.py         the words by which the desk finds an item
arriving.py        what must happen at once when a newer version is here
silence.py         the wire desk told of a feed from which nothing comes
secrets.py         log-ins at the addresses of feeds
recording.py       what the desk does to a feed, on record
trying.py          what could be had from a feed now
telling.py         for the desk: in words, how it stands with a feed

docs/decisions/0066-wires-are-kept-as-they-came.md says why it is so.
"""
