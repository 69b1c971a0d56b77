"""Stories: writing, checking, publishing, and serving them to readers."""
