"""The Content API: what the site shows, for machines. Read-only and public; nothing here may name a desk record.

docs/api.md describes it to those who use it, docs/decisions/0061-content-api.md says why it is made like this.
"""
