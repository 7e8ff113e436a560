"""A text as a QR code: its squares, and as SVG."""

from __future__ import annotations


def qr_rows(text: str) -> list[list[int]]:
    """The squares of a code (error level M), 1 where one is dark, four blank ones around it."""
    import segno

    return [list(row) for row in segno.make_qr(text, error="m").matrix_iter(scale=1, border=4)]


def qr_svg(text: str) -> str:
    """The code as an SVG element, black on white whatever the page is."""
    rows = qr_rows(text)
    runs = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" class="qr" role="img" aria-label="QR">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>'
    )
