"""Reading what admins write: every mistake at its line, all at once, with the way out."""
