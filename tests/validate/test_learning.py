import pytest

import softskills as sk
from softskills.errors import InputError


def test_more_labels_help(letters, tmp_path):
    import numpy as np
    import pandas as pd

    path = tmp_path / "f.csv"
    path.write_text("id,area,label\ncook,H,cooking\nmend,H,mending\n")
    rng = np.random.default_rng(1)
    words = {"cook": "boiled kettle kitchen broth", "mend": "fixed wire hammer zip", "": "rain grey road day"}
    rows = [(f"s{i // 3}", i % 3 + 1, rng.choice(list(words))) for i in range(120)]
    units = pd.DataFrame(
        {
            "narrative_id": [r[0] for r in rows],
            "unit": [r[1] for r in rows],
            "text": [words[r[2]] for r in rows],
            "language": "en",
        }
    )
    Y = pd.DataFrame({name: [int(r[2] == name) for r in rows] for name in ("cook", "mend")})
    template = sk.SkillClassifier(letters, framework=sk.load_framework(path), cache=False)
    curve = sk.learning_curve(units, Y, classifier=template, shares=(0.2, 1.0), repeats=2)
    assert curve.groupby("share")["labelled"].mean().is_monotonic_increasing
    assert curve.loc[curve["share"] == 1.0, "R@1"].mean() > 0.9
    assert curve["zero_shot_R@1"].between(0, 1).all()
    with pytest.raises(InputError, match="too few"):
        sk.learning_curve(units.head(9), Y.head(9), classifier=template)
