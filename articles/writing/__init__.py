"""The content of a story while it is written. Nothing here changes what readers get.

saving.py        every save that changes something becomes a revision
merging.py       two people's edits of one story as one, with questions where both changed the same
comparing.py     two versions side by side      redline.py       two texts as one, with what went and what came
translations.py  a story in several languages   picture_uses.py  which pictures a story shows
lengths.py       how long a text may be         desk_search.py   stories found in any state
plain_pages.py   the pages beside the stories   reports.py       what readers say is wrong
other_section.py whether a story may go to another section beside its form
site_files.py    robots.txt and the like, with site_file_rules.py for what they may say
stated.py        the numbers, names and quotations in a text
what_waits.py    what the desk's first page asks for, put right where it is not true

It may import records, search, policy, models and the body.
"""
