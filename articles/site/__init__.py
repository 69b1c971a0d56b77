"""What readers get. Nothing here may name a desk record: see tests/test_imports.py."""
