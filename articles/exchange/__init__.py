"""Published stories in the formats of others. Nothing here asks the database: rows go in, and plain data comes out.

ninjs.py    a story, or what is left of one, as IPTC's ninjs 3
outside.py  a rendered text for those who show it elsewhere: whole addresses, nothing of our page around it
"""
