"""What `import treadle` offers: a brand lived with, and each stage alone on plain frames.

Read `stages` (the functions), then `brand` (a brand's folder), then `results` (what comes back). Like every voice it
calls use cases of `treadle.plant` and decides nothing.
"""
