"""What shops call the options of a product: size and colour, in the languages of their owners."""

from __future__ import annotations

from collections.abc import Mapping

#: Lower-case names by what they mean.
OPTION_NAMES: Mapping[str, tuple[str, ...]] = {
    "size": (
        "size", "sizes", "size (us)", "size (uk)", "size (eu)", "us size", "uk size", "eu size", "shoe size", "waist",
        "waist size", "bra size", "größe", "grösse", "groesse", "größen", "kleidergröße", "konfektionsgröße", "taille",
        "tailles", "pointure", "talla", "tallas", "tamaño", "tamanho", "tamanhos", "taglia", "taglie", "misura", "maat",
        "maten", "rozmiar", "storlek", "størrelse", "koko", "velikost", "veľkosť", "méret", "mărime", "marime", "beden",
        "размер", "розмір", "μέγεθος", "サイズ", "尺码", "尺寸", "尺碼", "大小", "码数", "사이즈", "ขนาด",
        "kích thước", "ukuran",
        "saiz", "מידה", "المقاس", "مقاس", "الحجم",
    ),
    "colour": (
        "color", "colour", "colors", "colours", "farbe", "farben", "couleur", "couleurs", "coloris", "cor", "cores",
        "colore",
        "colori", "kleur", "kolor", "färg", "farve", "farge", "väri", "barva", "farba", "szín", "culoare", "renk",
        "цвет",
        "колір", "χρώμα", "カラー", "色", "颜色", "顏色", "颜色分类", "색상", "컬러", "สี", "màu", "màu sắc",
        "warna", "צבע", "اللون", "لون",
        "shade", "wash", "colorway", "colourway",
    ),
}  # fmt: skip
