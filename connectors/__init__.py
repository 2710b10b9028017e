"""From the outside to frames: fetch keeps bytes, parse reads them.

The only room that touches third parties' bytes: ``vault`` keeps them, ``readers`` turn them into sheets in a
killable child, ``sources/<id>/`` turn sheets into records.
"""
