"""Find the factory: profiles, quotes and samples of a brand, who makes what, and what factories answer."""
