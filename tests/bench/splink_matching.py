"""Splink's matching alone on records that crmtool has already standardised, for docs/benchmarks.md.

    python tests/bench/splink_matching.py MASTER TRUTH.csv

Needs splink, which no test extra installs. Set up as its documentation advises: blocking on each identifier, term
frequencies, u by sampling, m by EM; the threshold is the best one by hindsight.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import polars as pl

from crmtool.evaluate import evaluate
from crmtool.master import Master
from crmtool.records import newest_versions


def main(folder: Path, truth: Path) -> None:
    with Master.open(folder, write=False) as master:
        rows = master.records()
        crosswalk = master.table("crosswalk")
    assert rows is not None
    records = newest_versions(rows).select(
        "name_key",
        "name_pinyin",
        "mobile",
        "id_key",
        "vin",
        "plate",
        "email",
        "member_no",
        "city",
        "birth_date",
        unique_id="record_key",
    )
    begun = time.perf_counter()
    clusters = match(records)
    print(f"splink matching: {time.perf_counter() - begun:.1f} s")
    best = max(scores(crosswalk, clusters, truth), key=lambda score: score[3])
    print("threshold {:.2f}  precision {:.4f}  recall {:.4f}  F1 {:.4f}".format(*best[:1], *best[1:]))


def match(records: pl.DataFrame) -> dict[float, pl.DataFrame]:
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    rules = ["id_key", "mobile", "vin", "plate", "email", "member_no"]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name_key", [0.8]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("id_key", [1]),
            cl.DamerauLevenshteinAtThresholds("mobile", [1]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("vin", [1]),
            cl.ExactMatch("plate"),
            cl.ExactMatch("email"),
            cl.ExactMatch("member_no"),
            cl.ExactMatch("birth_date"),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            *[block_on(rule) for rule in rules],
            block_on("name_key", "birth_date"),
        ],
        retain_matching_columns=False,
    )
    api = DuckDBAPI()
    linker = Linker(api.register(records.to_arrow()), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("id_key")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("mobile"), block_on("vin")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    return {
        threshold: linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        ).as_pyarrow_table()
        for threshold in (0.9, 0.99, 0.999, 0.9999)
    }


def scores(crosswalk: pl.DataFrame, clusters: dict[float, pl.DataFrame], truth: Path) -> list[tuple[float, ...]]:
    found = []
    for threshold, table in clusters.items():
        frame = pl.DataFrame(pl.from_arrow(table))
        named = frame.select(record_key="unique_id", customer_id=pl.col("cluster_id").cast(pl.String))
        joined = crosswalk.drop("customer_id").join(named, on="record_key", how="left")
        score = evaluate(joined, pl.read_csv(truth, infer_schema=False), "customer")
        found.append((threshold, score.precision, score.recall, score.f1))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
