#!/bin/bash
# python-docx 1.2.0, seen on 2026-11-30: of a paragraph with tracked changes, `text` and `runs` leave out what was deleted and
# also what was inserted. The sentence that comes out was written by nobody: "acquitted" changed to "convicted" gives neither,
# and an inserted "not" is missing. Nothing tells of it; the same words in a plain run are read.
#
# In a newsroom: copy that an editor or a lawyer has corrected in Word arrives without the corrections.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "python-docx==1.2.0" "lxml==6.1.3"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

BY = 'w:id="1" w:author="Ines" w:date="2026-03-03T10:00:00Z"'


def words(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


INSERTED = f"<w:ins {BY}>{words('not ')}</w:ins>"
CHANGED = f"<w:del {BY}>{words('acquitted', 'delText')}</w:del><w:ins {BY}>{words('convicted')}</w:ins>"
PARAGRAPHS = {
    words("She was not there."): "She was not there.",
    words("She was ") + INSERTED + words("there."): "She was there.",
    words("He was ") + CHANGED + words(" on Monday."): "He was  on Monday.",
}
document = docx.Document()
for runs in PARAGRAPHS:
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
document.save("copy.docx")
read = [paragraph.text for paragraph in docx.Document("copy.docx").paragraphs][::-1]
for expected, text in zip(("plain:          ", "'not' inserted: ", "a word changed: "), read):
    print(expected, repr(text))
sys.exit(read != list(PARAGRAPHS.values()))
PYTHON
"$folder/venv/bin/python" try.py
