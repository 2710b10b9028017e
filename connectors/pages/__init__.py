"""From a link in a claim to kept evidence: guarded sockets, polite fetching, an archive, page readers, matching.

Nothing a page says is trusted here: not its address, its size, its encoding, its markup, nor its titles.
"""
