"""Moving in: the archives of other systems, read and made into stories, pages, people and pictures.

record.py      what the archive of any system gives: plain records
bringing.py    rows of these records, resumable; what it is asked for (`Wishes`)
alone.py       one archive at a time
known.py       what has been brought in, by the keys of the archive
lists.py       people, sections and topics
pictures.py    pictures and their files
stories.py     a story's keys as numbers of ours
pages.py       plain pages
drafts.py      what is not to be public yet, as drafts
completing.py  pictures that came later, put into stories that lacked them
reporting.py   what became of everything
command.py     what commands that bring an archive in have in common

WordPress:
wordpress_file.py    a WXR file, item by item, whatever its size
php.py               values as PHP keeps them
wordpress.py         items as records
wordpress_pictures.py  pictures of the site, and those that only stand in texts
wordpress_members.py what members of a site alone could read
wordpress_rules.py   rules for members that stand outside of posts
wordpress_addresses.py  where readers had posts
wordpress_words.py   names, slugs, times and addresses
shortcodes.py        [caption], [gallery], [embed] and their like, and paragraphs of classic posts
blocks.py            what comments of the block editor say
wordpress_body.py    the HTML of a post as a body

Ghost, tables and ninjs:
json_rows.py   rows out of a large JSON file, one at a time
ghost.py       the tables of an export of Ghost as records
ghost_body.py  what Ghost's editors keep, as HTML, where an export has none
ghost_cards.py cards of Ghost's pages, as the words and links that they say
csv_file.py    a CSV file as records, one story a row
ninjs_files.py files of ninjs of others as records
wordpress_tree.py    what is asked of that HTML
"""
