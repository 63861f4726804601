"""Text, JSON and CSV; nothing here decides anything."""
