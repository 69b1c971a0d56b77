"""What agencies send, read: one parser a format, bytes in, plain records out, no database.

sniffing.py          which format bytes are in, and so which parser reads them
item.py              the records that every parser gives, and how bytes are refused
xml.py               the one safe way to read XML; text and times in it
markup.py            XHTML, NITF, HTML and plain text as a canonical body
markup_media.py      pictures, videos and sounds that stand in such a text
strict_json.py       JSON with one reading or none
hypertext.py         HTML within bounds, as a body or as one line
embargo_words.py     embargoes that stand in words only
replacing.py         how an item says that it kills, corrects or updates another

newsml_g2.py         NewsML-G2: which items a file holds, and which of them hold copy
newsml_g2_item.py    one item as a record
newsml_g2_meta.py    its itemMeta: status, embargo, version, signal
newsml_g2_about.py   its contentMeta and rightsInfo: headline, bylines, subjects, terms
newsml_g2_content.py its contentSet: text and files
newsml_g2_package.py what a package or a planning item names
newsml_g2_codes.py   prefixes, catalogues, names and languages

newsml_1.py          NewsML 1.0 to 1.2: items, their identity and management
newsml_1_parts.py    what stands in the components of such an item

nitf.py              NITF in files of its own

ninjs.py             ninjs 1 to 3: files and lists of items
ninjs_item.py        one item of ninjs as a record
ninjs_texts.py       which of its texts is the headline, the body, the caption
ninjs_media.py       its pictures, and the items that come with it
ninjs_embargo.py     when it may be public
ninjs_rules.py       what an item of ninjs may hold
ninjs_checks.py      the checks that those rules are made of

feeds.py             RSS, Atom and their like
feed_dates.py        dates of feeds, and which of them say no zone
feed_media.py        enclosures and Media RSS of a feed's item
tombstones.py        entries that an Atom feed takes back
json_feed.py         JSON Feed 1 and 1.1

anpa.py              ANPA 1312 and IPTC 7901
telegrams.py         messages between control characters, as those two are
telegram_names.py    by which numbers and keywords they speak of each other

mail.py              letters: a press release, or files of wire copy that were mailed
mail_parts.py        a letter taken apart: headers, texts, attachments
"""
