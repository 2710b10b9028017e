"""The killable child in which a stranger's bytes are read, and the wire on which what it read comes back."""
