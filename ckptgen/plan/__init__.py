"""Evidence about each table, and the verdict with its reason. Knows not how an edit is written."""
