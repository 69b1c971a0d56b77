"""The Content API: what the site shows, for machines. Read-only and public; nothing here may name a desk record.

urls.py        every address               entrance.py   the one view: methods, other sites' scripts, caches
interface.py   operations, by django-ninja  described.py  what their answers look like, for OpenAPI
reading.py     what is answered            documents.py  stories as ninjs, many at once, and kept
lists.py       which stories on which page  filters.py    what narrows them, by django-filter
cursors.py     where a page ends, signed   problems.py   what is said when it cannot be done

docs/api.md describes it to those who use it, docs/decisions/0061-the-content-api-and-how-changes-are-numbered.md says
why it is made like this.
"""
