"""Pictures where people would rather look than read: our own SVG, the same for pages, PNG for mail and workbook.

Every sign differs by shape as well as by colour; texts use the font in ``fonts/``, which holds all Vietnamese letters.
"""
