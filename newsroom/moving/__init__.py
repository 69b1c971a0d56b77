"""Moving out, and back in: everything that a newsroom owns, as a folder of files."""
