#!/bin/bash
# mammoth 1.13.0, seen on 2026-11-30: Word has two ways to write a field. Of the long one (w:fldChar) mammoth gives the words,
# of the short one (w:fldSimple) nothing: a date, a number or a name that a reader of the document sees is missing in the
# HTML, and only `messages` says that an element was ignored. Text that is hidden in Word (w:vanish) is given like any other,
# without a message.
#
# In a newsroom: "It met on 3 March" becomes "It met on", and a hidden note with the name of a source is published.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "mammoth==1.13.0" "python-docx==1.2.0" "lxml==6.1.3"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import docx
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def words(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


SHORT = f'<w:fldSimple w:instr=" DATE ">{words("3 March")}</w:fldSimple>'
LONG = f"{mark('begin')}<w:r><w:instrText> DATE </w:instrText></w:r>{mark('separate')}{words('3 March')}{mark('end')}"
CASES = {
    "a field, long": (words("It met on ") + LONG, "<p>It met on 3 March</p>", 0),
    "a field, short": (words("It met on ") + SHORT, "<p>It met on </p>", 1),
    "hidden text": (
        words("It met.") + words(" From: Rui, clerk", "<w:vanish/>"),
        "<p>It met. From: Rui, clerk</p>",
        0,
    ),
}
is_so = True
for name, (runs, expected, messages) in CASES.items():
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
    document.save("copy.docx")
    with open("copy.docx", "rb") as file:
        made = mammoth.convert_to_html(file)
    told = [message.message for message in made.messages]
    is_so &= (made.value, len(told)) == (expected, messages)
    print(f"{name:15} {made.value:45} {told}")
sys.exit(not is_so)
PYTHON
"$folder/venv/bin/python" try.py
