"""What comes in by wire, on its way to stories: fetched, kept in every version, shown, taken, and watched."""
