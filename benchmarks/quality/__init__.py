"""How good the search is, on a folder of pictures and a file of questions with their right answers.

    python -m benchmarks.quality FOLDER                     FOLDER/truth.json says what is asked
    python -m benchmarks.quality FOLDER --json now.json     the figures as JSON too
    python -m benchmarks.quality FOLDER --against before.json    what a change gained and lost
    python -m benchmarks.quality FOLDER --pack DIR          with another model pack

It indexes the library that the truth file names into a home of its own beside it (a second run is quick), asks every
query through the engine as a program would, and prints figures for each group of queries and for all. Sets are made by
`python -m tools.quality`, or by hand. A truth file:

    {"library": "library",
     "queries": [
       {"group": "crops", "kind": "picture", "picture": "queries/crop.jpg", "right": ["mugs/red.jpg"], "label": "crop_of"},
       {"group": "captions", "kind": "words", "text": "a red mug", "right": ["mugs/red.jpg", "mugs/tall.jpg"]}]}

`library` is a folder beside the truth file ("." is the truth file's own), `right` are paths in it and `picture` one
beside the truth file. `kind` is `picture`, `words`, `letters`, `name` or `box`, the one box in which the router decides;
a picture may have a `text` too, and any kind a `picture`. `label` is what has to be proved of the right answers, and `verified` asks for labels.

| figure | what it is |
|---|---|
| first | the median place of the first right answer |
| R@1, R@5, R@10 | the share of queries with a right answer among the first 1, 5, 10 |
| mAP | mean average precision over the list of the first `--limit`; what is right and not in it counts as never found |
| ECE | expected calibration error over the first 50 hits of each query: ten bins of percentages, each compared with the share of its hits that are right |
| 80: right | the share of hits of 80 % and more that are right |
| 80: of right | the share of right hits among the first 50 that read 80 % or more |
| labels | of the right hits of queries with a `label`, the share that got it |
| wrong | labels on hits that are not right answers |
"""
