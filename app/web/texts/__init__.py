"""The words on our pages, a file for each page: `WORDS[key] = (German, English)`."""
