#!/bin/bash
# Python 3.11.7, seen on 2026-11-29: `email.message_from_bytes` replaces every letter of a header in UTF-8 beyond ASCII by two or
# more U+FFFD, unless a policy is given. RFC 6532 allows such headers, and mail systems send them since SMTPUTF8. With
# `policy=email.policy.default` they are read.
#
# In a newsroom: the subject of an e-mailed story is its headline, and "Eleições" arrives as "Elei����es".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > try.py <<'PYTHON'
import email
import email.policy
import sys

letter = "From: desk@example.org\nSubject: Eleições\n\nText\n".encode()
plain = str(email.message_from_bytes(letter)["subject"])
policy = str(email.message_from_bytes(letter, policy=email.policy.default)["subject"])
print("without a policy:", plain)
print("with a policy:   ", policy)
sys.exit((plain, policy) != ("Elei\ufffd\ufffd\ufffd\ufffdes", "Eleições"))
PYTHON
PYTHONIOENCODING=utf-8 python3 try.py
