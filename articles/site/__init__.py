"""What readers get. Nothing here may name a desk record: see tests/test_imports.py.

urls.py     every address             answers.py  headers, compression, 304
views.py    pages of stories and lists, with near.py for addresses where nothing is
moved_in.py where addresses of other systems lead
page.py     a story's page, with further.py for what to read after it
fronts.py   the home page and sections      live.py      live coverage, and what changed since
search.py   the search                      filters.py   what narrows a list
archive.py  days and months                 plain.py     pages beside the stories
report.py   a reader reports an error       imprint.py   what telephones install
feeds.py    feeds, with feed_rows.py, feed_text.py and feed_formats.py
sitemaps.py for search engines              text_files.py  robots.txt and the like
oembed.py   a story on the pages of others
keys.py     keys of programs that read  other_sites.py  whose scripts may read
advertisements.py  in stories, on fronts, and frames for those of others
prepared.py queries put into SQL once       caching.py  what a page says to the caches in front of us
told/       structured data of all pages
"""
