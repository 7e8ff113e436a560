"""Buy → factories: how each kept its word, who makes what, and how much is tried with those nobody knows yet."""
