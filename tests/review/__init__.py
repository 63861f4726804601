"""Tests of ckptgen.review."""
