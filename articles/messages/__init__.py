"""What people at the desk are told of their stories: assigned, returned, out, gone, an error reported.

telling.py  writes messages in the transaction of what they tell; the worker writes letters for those who want them
reading.py  somebody's messages, page by page: how many are new, marking them as read, how they want to be told

It may import policy, records and all below.
"""
