"""Advertisements at the desk: what is booked, what of it readers get now, and when that changes.

booking.py   a booking or the rule is entered: on record, and what readers get of it, in one transaction
going_out.py the rows that readers get: they come when a booking begins, and go when it ends
states.py    how a booking stands, in words
tags.py      whether somebody else's tag may be put into a frame
pictures.py  what readers get follows the pictures that advertise

It may import publishing and all below. docs/decisions/0063 says how advertisements are chosen and kept apart.
"""
