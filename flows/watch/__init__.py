"""How the house is and how the nights went: the log, the doctor, the account of a night. Nothing here changes data."""
