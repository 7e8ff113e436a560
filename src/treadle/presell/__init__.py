"""Sell ahead: campaigns that sell an option before it is made, from the factory's cost curve to firm orders."""
