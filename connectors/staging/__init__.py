"""What was read of a file, kept by its digest and all that its reading rests on, so that no night reads it again."""
