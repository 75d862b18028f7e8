"""Files of rows for the book: reading, understanding, checking and writing them.

A file is read as a stream, parsed in Python (cells repeat, so parsing is cached), copied into a
temporary table, checked and written set-based. Nothing is guessed that could be wrong in silence:
what is ambiguous is asked, what is refused is named with its line.
"""
