"""Selling ahead: one file for what buyers do, one for what the brand does, one for money, one for proposals."""
