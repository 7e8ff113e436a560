"""Money that came and went, as banks and payment providers tell it."""
