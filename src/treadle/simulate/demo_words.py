"""What the demo's shoppers type into the search box, in English and now and then in Chinese."""

from __future__ import annotations

import numpy as np

from treadle.simulate.demo_range import HISTORY_DAYS, DemoOption

_NOUNS = {
    "t-shirts": ("t-shirt", "tee", "tshirt", "T恤"),
    "shirts": ("shirt", "shirts", "blouse", "衬衫"),
    "trousers": ("trousers", "pants", "trouser", "裤子"),
    "dresses": ("dress", "dresses", "midi dress", "连衣裙"),
}
_CHINESE = {
    "white": "白色", "black": "黑色", "navy": "藏青", "sand": "沙色", "sage": "鼠尾草绿", "red": "红色",
    "chocolate": "巧克力色", "rust": "铁锈红", "linen": "亚麻", "viscose": "粘胶", "poplin": "府绸",
    "wide": "阔腿", "oversized": "宽松", "slim": "修身", "v-neck": "V领", "rib knit": "罗纹", "flannel": "法兰绒",
}  # fmt: skip

#: Searches for what the brand does not make: words, searches a day at the start, times as many at the end.
UNMET: tuple[tuple[str, float, float], ...] = (
    ("linen jumpsuit", 0.8, 6.0),
    ("knitted cardigan", 1.2, 1.6),
    ("puffer jacket", 1.0, 0.8),
    ("denim skirt", 0.7, 1.3),
    ("maternity dress", 0.5, 1.0),
    ("swimsuit", 0.6, 1.8),
    ("cashmere sweater", 0.9, 1.0),
    ("亚麻连体裤", 0.2, 5.0),
)


def queries(rng: np.random.Generator, options: tuple[DemoOption, ...], option: np.ndarray) -> list[str]:
    """One query for each entry of `option` (places in `options`)."""
    pick = rng.uniform(0, 1, (len(option), 4))
    said = {place: _phrases(one) for place, one in enumerate(options)}
    words = []
    for place, (which, noun, slip, where) in zip(option.tolist(), pick.tolist(), strict=True):
        english, chinese = said[place]
        pool = chinese if slip > 0.96 else english
        text = pool[min(int(which * len(pool)), len(pool) - 1)]
        nouns = _NOUNS[options[place].style.category]
        text = text.replace("*", nouns[3] if slip > 0.96 else nouns[int(noun**2 * 3)])
        if slip < 0.03 and len(text) > 6:
            cut = 2 + int(where * (len(text) - 4))
            text = text[:cut] + text[cut + 1 :]
        words.append(text)
    return words


def _phrases(option: DemoOption) -> tuple[list[str], list[str]]:
    """Phrases for an option, '*' standing for the garment."""
    style = option.style
    looks = [option.colour, style.fabric.split(" ")[0], style.fit, style.neckline, style.pattern]
    dull = {"regular", "plain", "waistband", "collar", "crew", "cotton", "heavy"}
    looks = [look for look in looks if look not in dull]
    english = ["*", *(f"{look} *" for look in looks), *(f"{option.colour} {look} *" for look in looks[1:3])]
    english.append(style.name.lower())
    chinese = ["*"] + [f"{_CHINESE[look]}*" for look in looks if look in _CHINESE]
    return english, chinese


def unmet_searches(rng: np.random.Generator) -> tuple[list[int], list[str]]:
    """Day and words of every search for what is not in the range."""
    days: list[int] = []
    words: list[str] = []
    for text, start, growth in UNMET:
        rate = start * (1.0 + (growth - 1.0) * np.linspace(0.0, 1.0, HISTORY_DAYS) ** 2)
        burst = rng.weibull(1.4, HISTORY_DAYS)
        counts = np.floor(rate * burst + rng.uniform(0, 1, HISTORY_DAYS)).astype(int)
        for day, count in enumerate(counts.tolist()):
            days += [day] * count
            words += [text] * count
    return days, words
