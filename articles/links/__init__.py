"""Where the links of stories lead: looked at when a story is to go out, so that readers are not led to nothing.

reading.py   the links of stories that are submitted, in edit or ready
checking.py  addresses outside are asked, each once a day at most, and what they answer is kept
own.py       links to our own site, which are looked up and not asked
dead.py      for the desk: what is wrong with the links of a revision

It warns and stops nobody. Others are asked by `house.outside`. It may import records, models and what is below them.
"""
