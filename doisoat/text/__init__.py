"""Vietnamese text: compared, and put right where its encoding was damaged."""
