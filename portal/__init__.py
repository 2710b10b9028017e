"""The officers' pages: server-made, in Vietnamese, for people who have no terminal.

A page asks ``flows``, ``warehouse`` and the presenters of ``reports``; it decides nothing and words nothing anew. Every
route carries a guard (``portal.guards``), and every look at data goes through what one person may see
(``portal.visible_units``).
"""
