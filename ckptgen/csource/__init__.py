"""What C text says, as spans over bytes: ops tables, entries, struct members, uses. Knows no git and no verdicts."""
