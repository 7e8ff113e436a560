"""The floor from its scans: what is where, who made what, what went wrong; each a function of the set of scans."""
