"""The people of the desk and their log-ins: what opens them, where they are logged in, who comes and who goes.

adapter.py    what django-allauth asks of us: secrets locked, names shown, the square that a phone reads
codes.py      checking a code from an app or from the list of recovery codes
passkeys.py   adding a passkey, and asking for one
factors.py    somebody's second factors: adding, removing, resetting, and the letters about it
steps.py      between the password and the second factor, and what a session knows of how it was opened
sessions.py   where somebody is logged in, and ending it
gate.py       each request to the desk: who must set up a second factor first, who was seen, in which language
logging_in.py the pages in front of the desk: log-in, second factor, passkey
shown.py      what pages about log-ins have in common
yours.py      everybody's page about their own log-in
inviting.py   invitations: written, sent again, revoked, and the log-in that somebody makes of one
leaving.py    somebody leaves: what they have is handed on, and their access ends
others.py     the page about the log-in of somebody else, and that of leaving
languages.py  in which language somebody has the desk
invited.py    the pages of an invitation, for those who invite and for whoever is invited
"""
