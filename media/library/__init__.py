"""The library of pictures: its grid, search and filters, pictures brought by the dozen, many changed at once."""
