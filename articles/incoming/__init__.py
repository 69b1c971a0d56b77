"""What comes in by wire, on its way to stories: fetched, kept in every version, shown, taken, and watched.

drift.py        how wire copy that a story took has changed, and how the story takes it over
"""
