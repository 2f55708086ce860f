"""Texts as pixels, in typefaces that have every letter (decision 60): on prints, and on sheets to print."""
