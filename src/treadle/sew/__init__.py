"""The sew room: operations to stations and people, and what a line can do."""
