"""Stories: writing, checking, publishing, and serving them to readers.

A room imports only rooms that stand below it; docs/architecture.md follows one story through them.

    admin/        the desk's pages                      management/  commands
    desk/         what these pages stand on: the story form, sittings, lists of what waits
    site/         readers' pages, feeds and sitemaps
    fronts/       what the home page and sections show  live/        what is posted into live coverage
    acts/         what may be done to a story, one file an act, and the function that moves it
    publishing/   the rows that readers get: locked, written, removed, kept true
    composing/    what these rows say, and the HTML of cards and parts of pages
    writing/      saving, merging, comparing, translating
    records/      what is only added to: the chain, letters to be sent
    search/       the search of what is published
    policy.py     who may see and do what
    models/       the records, and what only reads them
    body/         the text of a story: its schema     languages.py  what each language is called
"""
