"""What agencies send, read: one parser a format, bytes in, plain records out, no database.

item.py         the records that every parser gives, and how bytes are refused
xml.py          the one safe way to read XML; text and times in it
markup.py       XHTML, NITF and plain text as a canonical body
markup_media.py pictures, videos and sounds that stand in such a text
"""
