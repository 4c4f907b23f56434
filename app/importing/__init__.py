"""Files of other systems, line by line: CSV or JSON Lines, read as they come, however large."""
