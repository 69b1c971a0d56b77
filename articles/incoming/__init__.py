"""What comes in by wire, on its way to stories: fetched, kept in every version, shown, taken, and watched.

taking.py       wire copy into a story, a new one or one that is there
embargoes.py    of two embargoes the one that holds longer
alarms.py       what a newer version means for the stories that use the item
drift.py        how wire copy that a story took has changed, and how the story takes it over
"""
