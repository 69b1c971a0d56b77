#!/bin/bash
# Python 3.10.13, 3.11.7 and 3.12.1, seen on 2026-11-30, mended in 3.13.0: where EmailMessage breaks the line of a subject between two
# words that are not ASCII, the space between them is lost, for every program that reads the mail: white space between two
# encoded words is not shown (RFC 2047, section 6.2), and the space is not encoded with either. It depends on the length of
# what stands before, so that most subjects are right.
#
# In a newsroom: alerts and newsletters go out with "àúltima hora" for "à última hora" in the subject, the largest line there is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > try.py <<'PYTHON'
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

HEADLINES = {
    "Governo adia orçamento da habitação à última hora": "Governo adia orçamento da habitação àúltima hora",
    "Governo adia construção da estação após eleições": "Governo adia construção da estação apóseleições",
    "Governo adia construção da ponte após eleições": "Governo adia construção da ponte após eleições",
}


def sent_and_read(subject: str) -> str:
    letter = EmailMessage(policy=policy.SMTP)
    letter["Subject"] = subject
    letter.set_content("Text")
    return str(message_from_bytes(letter.as_bytes(), policy=policy.default)["Subject"])


read = {headline: sent_and_read(headline) for headline in HEADLINES}
for headline, arrived in read.items():
    print(f"sent: {headline}\nread: {arrived}")
sys.exit(read != HEADLINES)
PYTHON
PYTHONIOENCODING=utf-8 python3 try.py
