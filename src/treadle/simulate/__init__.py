"""Painted doors: worlds made from a seed, where the same day can be lived many times and the truth is known."""
