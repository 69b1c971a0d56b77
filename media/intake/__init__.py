"""Taking a picture in: refusing or keeping the file, and filling in what the file says of the picture.

Imports `files` and what is below it.
"""
