"""From bytes of the outside to records.

The only room that touches third parties' bytes: ``vault`` keeps them, ``files`` and ``pages`` turn them into sheets and
pages in a killable child (``sandbox``), ``tables`` understands sheets, ``sources/<id>/`` turn tables into records.
"""
