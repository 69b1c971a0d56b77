"""What people at the desk are told of their stories: assigned, returned, published, a correction asked for.

telling.py  writes messages, and letters for those who want them, in the transaction of what they tell
reading.py  somebody's messages, page by page: how many are new, marking them as read, what is wanted by e-mail

It may import policy, records and all below.
"""
