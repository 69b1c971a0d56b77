"""The two shelves on which files of pictures lie, public and private, and writing to them. Knows no rows."""
