"""The spool: lines that were answered for and wait to be moved into the lake, in files that are only added to.

    .treadle/collected/000001.seg      blocks of lines, each with its length and checksum (`blocks`)
    .treadle/collected/000001.ids      what the lines of a full file are known by, eight bytes each (`seen`)
    .treadle/collected/000001.moved    how far the file is in the lake, written after each move

A line is there once its block is on the disk (`spool`); many callers share one write (`group_commit`). `disk` is the
door to the files, so that the same code runs on a disk that breaks by lot.
"""
