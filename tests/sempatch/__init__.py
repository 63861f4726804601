"""Tests of the semantic patch."""
