"""What the desk's pages stand on.

forms.py           the story form, with choices.py, fields.py, rowsets.py, widgets.py
typed_story.py     what is typed and not saved, read by that form
sittings.py        who has a story open, whose turn it is, autosaves
merge_questions.py what is asked where two people changed the same
act_forms.py       what the page of an act asks
outcome.py         what readers will get by an act
next_act.py        the act that a row of a list offers     act_scripts.py  the scripts for that
second_person.py   who else has to look at a change
since.py           what has changed since an approval
waiting.py         the lists on the desk's first page
places.py          the pages that somebody may open, by name
access.py          changes of roles, on record
tags.py            the tags of the desk's templates, as `{% load desk %}` has them

It may import everything that acts on stories, and no page.
"""
