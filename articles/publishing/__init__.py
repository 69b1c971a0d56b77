"""Writing and removing the rows that readers get, in one transaction and one order of locks, and keeping them true.

It may import composing and all below; whether something may be published is not asked here.
"""
