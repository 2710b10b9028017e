"""The operators' mail after each night: how it went in the first words, what to look at, what to type next."""
