"""The words of headings, titles and legends, by meaning and not by source; and how a text is cut into them.

``*.yml`` beside this file: a meaning, its words as clerks write them, and one heading that it is like. Adding a word is
adding it there.
"""
