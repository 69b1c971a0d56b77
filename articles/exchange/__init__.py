"""Published stories in the formats of others. Nothing here asks the database: rows go in, and plain data comes out.

ninjs.py    a story, or what is left of one, as IPTC's ninjs 3
newsml_g2.py, rss.py  the same as NewsML-G2 and as an item of RSS, for partners
wrapping.py several of them as one file
outside.py  a rendered text for those who show it elsewhere: whole addresses, nothing of our page around it
"""
