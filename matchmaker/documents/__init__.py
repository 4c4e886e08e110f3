"""Plain values → the bytes of a foreign format that leaves the house; no database."""
