"""The nouns of the house: frozen records and table schemas in the trade's words. They import nothing of ours."""
