"""What is put on record: rows that are only added to, in one chain, and letters written down before they are sent.

It may import models and policy.
"""
