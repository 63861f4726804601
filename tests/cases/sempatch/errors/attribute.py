"""T."""
struct = os.path
