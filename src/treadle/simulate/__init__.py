"""Painted doors: worlds made from a seed, where the same day can be lived many times and the truth is known."""

from treadle.simulate.demo import Brand, generate_brand, write_brand

__all__ = ["Brand", "generate_brand", "write_brand"]
