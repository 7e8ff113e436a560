"""Money owed and paid: one file for what is owed, one for terms, one for statements and their payment."""
