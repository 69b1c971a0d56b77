"""What agencies send, read: one parser a format, bytes in, plain records out, no database.

item.py         the records that every parser gives, and how bytes are refused
"""
