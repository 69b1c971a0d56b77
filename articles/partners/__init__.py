"""Stories go out to partners: what they get, as far as the terms allow, and what became of it.

terms.py       which stories and pictures a partner may have and wants
parcels.py     what goes to a partner of a story as it stands now, in the partner's format
secrets.py     the secret with which what we send is signed, and the one in the address where a partner fetches
sending.py     one parcel to one address, or laid out where the partner fetches it
delivering.py  what waits is delivered, in order for each story, tried again, and written down
again.py       asking for a delivery again, and catching up with a partner who was not active
recording.py   what is put on record: what the desk changed, and each try
telling.py     for the desk: in words, what became of deliveries, and what fails

The trigger in `articles.records.for_partners` writes what is to be delivered. docs/decisions/0065 says why it is so.
"""
