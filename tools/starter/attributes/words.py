"""The words for what a picture looks like: colours and attributes, each in the ways that people type.

The first way is the plain query. British and American spellings, nouns and adjectives stand side by side.
"""

from collections.abc import Sequence


def _ways(*lines: str) -> tuple[str, ...]:
    """Split lines of ways to say one thing, apart by semicolons."""
    return tuple(way.strip() for line in lines for way in line.split(";"))


def _colour(one: str, more: str) -> tuple[str, ...]:
    """Write the ways to ask for a colour: its name in sentences, other names alone."""
    article = "an" if one[0] in "aeiou" else "a"
    return _ways(
        f"{one}; {one} colour; {one} color; something {one}; {article} {one} object; mostly {one}",
        f"{one} tones; {one} palette; shades of {one}; the colour {one}",
        more,
    )


COLOURS: dict[str, tuple[str, ...]] = {
    "red": _colour("red", "crimson; scarlet; reddish; cherry red; dark red"),
    "orange": _colour("orange", "tangerine; bright orange; amber; orange coloured"),
    "yellow": _colour("yellow", "golden yellow; lemon yellow; mustard; yellowish"),
    "green": _colour("green", "lime green; olive green; dark green; emerald; greenish"),
    "teal": _colour("teal", "turquoise; cyan; aqua; aquamarine; blue green; something turquoise"),
    "blue": _colour("blue", "navy blue; sky blue; azure; light blue; bluish; cobalt"),
    "purple": _colour("purple", "violet; lilac; lavender; mauve; indigo"),
    "pink": _colour("pink", "magenta; rose; hot pink; light pink; fuchsia"),
    "brown": _colour("brown", "tan; chocolate brown; brownish; beige and brown; wood brown"),
    "black": _colour("black", "jet black; deep black; all black; something jet black"),
    "white": _colour("white", "pure white; snow white; all white; off white; a mostly white picture"),
    "grey": _colour("grey", "gray; silver; gray tones; greyish; slate grey; gray color"),
}

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "white background": _ways(
        "white background; on a white background; on white; isolated on white; product shot on white",
        "clean white backdrop; with a white backdrop; plain white background; white studio background",
        "white seamless background; cut out on white; in front of a white wall; pure white background",
    ),
    "dark background": _ways(
        "dark background; black background; on a black background; on black; dark backdrop",
        "with a black backdrop; isolated on black; in front of a dark wall; black studio background",
        "against a dark background",
    ),
    "plain background": _ways(
        "plain background; simple background; solid background; solid colour background",
        "solid color background; seamless background; uniform background; plain backdrop",
        "simple backdrop; clean background; studio background; empty background; isolated object",
        "one colour background",
    ),
    "low saturation": _ways(
        "low saturation; desaturated; muted colours; muted colors; muted palette; muted tones; faded",
        "faded colours; washed out; washed out colors; dull colours; pale colours; subdued colours",
        "drab; unsaturated",
    ),
    "high saturation": _ways(
        "high saturation; saturated colours; saturated colors; saturated; vivid colours; vivid colors",
        "vivid; vibrant; vibrant colours; colourful; colorful; bold colours; bright colours",
        "intense colours; punchy colours",
    ),
    "black and white": _ways(
        "black and white; black and white photo; black & white; b&w; bw photo; monochrome; greyscale",
        "monochrome photo; grayscale; grayscale photo; in black and white; without colour; no colour",
        "colourless; black and white photography; shot in monochrome",
    ),
    "sepia": _ways(
        "sepia; sepia toned; sepia photo; old brown photograph; antique photo tint; sepia tint",
        "vintage sepia tone; toned photograph",
    ),
    "one hue": _ways(
        "duotone; single colour palette; monochromatic palette; two tone; one colour tint; single hue",
        "tinted in one colour; tone on tone; all in one colour; colour wash",
    ),
    "pastel": _ways(
        "pastel palette; pastel colours; pastel colors; pastel; soft pastel tones; pale pastel",
        "light pastel shades; candy colours",
    ),
    "earth tones": _ways(
        "earth tones; earthy palette; earthy colours; natural browns; brown and beige palette",
        "earth colors; terracotta and ochre; autumn palette",
    ),
    "neon": _ways(
        "neon; neon colours; neon lights; neon glow; fluorescent colours; glowing neon colors",
        "electric colours on black; cyberpunk lighting",
    ),
    "bright": _ways(
        "bright; bright photo; bright light; high key; high-key lighting; light and airy; airy",
        "overexposed; very light picture; brightly lit; well lit; bright exposure",
    ),
    "dark": _ways(
        "dark; dark photo; a dark picture; low key; low-key lighting; dim light; dimly lit; night",
        "underexposed; at night; night time; moody and dark; gloomy; darkness",
    ),
    "high contrast": _ways(
        "high contrast; strong contrast; contrasty; harsh light; hard light; dramatic contrast",
        "dramatic light and shadow; stark contrast; deep shadows and bright highlights; chiaroscuro",
    ),
    "soft light": _ways(
        "soft light; low contrast; flat light; diffuse light; diffused light; misty; hazy; foggy",
        "overcast light; gentle light; soft even lighting; soft tones",
    ),
    "warm": _ways(
        "warm light; warm tones; warm colours; warm colors; warm; warm palette; warm white balance",
        "golden hour; golden light; orange light; candlelight; warm lighting; amber glow",
        "warm colour temperature",
    ),
    "cool": _ways(
        "cool light; cool tones; cold tones; cool colours; cool colors; cold light; cold blue light",
        "chilly tones; cool palette; cold colours; cool white balance; blue hour; blue tint",
        "cool lighting; icy colours",
    ),
    "minimal": _ways(
        "minimal; minimalist; minimalism; minimalistic; minimal composition; simple composition",
        "clean and minimal; empty space; negative space; lots of negative space; copy space",
        "uncluttered; clean and simple; sparse; simple",
    ),
    "busy": _ways(
        "busy; busy picture; cluttered; crowded; many details; highly detailed; full of detail",
        "complex scene; chaotic; busy composition; intricate; lots going on; crammed",
    ),
    "blurred": _ways(
        "blurred; blurry; out of focus; blur; a blurry photo; unsharp; soft focus; defocused",
        "not sharp; fuzzy; blurred picture; camera shake",
    ),
    "motion blur": _ways(
        "motion blur; motion blurred; movement blur; blurred by motion; panning shot blur",
        "streaks of motion; speed blur; moving fast and blurred",
    ),
    "shallow focus": _ways(
        "blurred background; bokeh; shallow depth of field; out of focus background; background blur",
        "shallow focus; soft background; blurry backdrop; sharp subject and blurred background",
        "wide aperture look",
    ),
    "grain": _ways(
        "film grain; grainy; grain; grainy photo; grainy film; noise; noisy; noisy photo; image noise",
        "high ISO; high iso noise; analog film grain; analogue film look; shot on film",
        "gritty film texture; speckled noise",
    ),
    "silhouette": _ways(
        "silhouette; silhouettes; silhouette against the light; backlit silhouette; silhouetted",
        "dark figure against a bright sky; dark outline against light; black shape against the sky",
        "shadow figure; in silhouette; silhouetted against the sky",
    ),
    "backlit": _ways(
        "backlit; backlight; backlighting; back light; against the light; against the sun",
        "backlit portrait; backlit subject; shot into the sun; contre-jour; light from behind",
        "sun behind the subject",
    ),
    "sunset": _ways(
        "sunset; warm sunset; sunset sky; at sunset; sunset silhouette; orange sky at dusk; sunrise",
        "dusk; dawn; evening sky; evening glow; setting sun; red sky; golden sunset",
    ),
    "wide sky": _ways(
        "wide sky; big sky; open sky; wide open sky; lots of sky; huge sky; vast sky; clear sky",
        "expanse of sky; sky above the horizon; low horizon with a large sky; mostly sky",
    ),
    "soft shadow": _ways(
        "soft shadow; soft shadows; with a soft shadow; gentle shadow; drop shadow; diffuse shadow",
        "subtle shadow under the object; faint shadow; object with a soft shadow",
    ),
    "close-up": _ways(
        "close-up; close up; closeup; a close-up photo; close-up shot; macro; macro shot; detail shot",
        "extreme close-up; tight crop; zoomed in; seen from very near",
    ),
    "vignette": _ways(
        "vignette; vignetting; dark corners; darkened edges; vignetted photo; dark vignette",
        "shaded corners",
    ),
}

NAMES = (*COLOURS, *ATTRIBUTES)


def phrases(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the ways to say each measured property, then each label of the sets."""
    said = [*COLOURS.values(), *ATTRIBUTES.values()]
    said.extend((label, f"a photo of {label}", f"a picture of {label}") for label in labels)
    return said
