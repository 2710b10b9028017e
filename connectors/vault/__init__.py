"""Where the bytes of every file are kept as they came."""
