"""Byte edits that look as if a careful person had typed them, and the proof of each. Knows no git."""
