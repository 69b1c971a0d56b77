"""What is put on record: rows that are only added to, in one chain, and letters written down before they are sent.

append_only.py     triggers that refuse to change or delete a record
chain.py           every record linked to the one before it: `keep` is how a record is written
revision_chain.py  the hashes of one story's revisions
heads.py           one line that stands for all records, to be kept elsewhere
verifying.py       whether the records are what was written
freshness.py       triggers that write down which pages change
row_keys.py        the keys of pages that each row stands for
key_triggers.py    the SQL of these triggers
outbox.py          mail: written down in the transaction, sent by the worker

It may import policy, models and the body.
"""
