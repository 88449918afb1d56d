"""Counts the answers of a year by day and by each of four segments, with DuckDB or Polars, from Parquet."""

import json
import sys
import time

ROUNDS = 7
SEGMENTS = ["region", "channel", "tier", "device"]
VALUES = [4, 3, 3, 2]


def write(raw, parquet, first_day):
    import numpy
    import pyarrow
    import pyarrow.parquet

    rows = numpy.fromfile(raw, dtype=[("day", "<u2"), *[(s, "u1") for s in SEGMENTS], ("nps", "u1"), ("csat", "u1")])
    columns = {"day": pyarrow.array(rows["day"].astype("int32") + int(first_day)).cast(pyarrow.date32())}
    for segment, count in zip(SEGMENTS, VALUES):
        words = pyarrow.array([f"{segment}-{i}" for i in range(count)])
        columns[segment] = pyarrow.DictionaryArray.from_arrays(pyarrow.array(rows[segment].astype("int8")), words)
    columns["nps"] = pyarrow.array(rows["nps"].astype("int8"))
    columns["csat"] = pyarrow.array(rows["csat"].astype("int8"), mask=rows["csat"] == 255)
    pyarrow.parquet.write_table(pyarrow.table(columns), parquet)


def best(run):
    """Seconds of the fastest round of the fastest way, and what it found."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - start)
    return min(times), found


def of_duckdb(parquet):
    import duckdb

    sums = """count(*) AS n, count(*) FILTER (nps >= 9) AS p, count(*) FILTER (nps <= 6) AS d,
        count(csat) AS c, count(*) FILTER (csat >= 4) AS t"""
    again = "sum(n), sum(p), sum(d), sum(c), sum(t)"
    sets = "GROUP BY GROUPING SETS ((day), (region), (channel), (tier), (device))"
    keys = "day, region, channel, tier, device"
    directly = f"SELECT {keys}, {sums} FROM '{parquet}' {sets}"
    by_cell = f"SELECT {keys}, {again} FROM (SELECT {keys}, {sums} FROM '{parquet}' GROUP BY {keys}) {sets}"

    def groups(query):
        found = {key: {} for key in ["day", *SEGMENTS]}
        for row in duckdb.sql(query).fetchall():
            at = next(i for i, value in enumerate(row[:5]) if value is not None)
            found[(["day", *SEGMENTS])[at]][str(row[at])] = [int(x) for x in row[5:]]
        return found

    return min((best(lambda: groups(query)) for query in (directly, by_cell)), key=lambda one: one[0])


def of_polars(parquet):
    import polars as pl

    keys = ["day", *SEGMENTS]
    sums = [
        pl.len().alias("n"),
        (pl.col("nps") >= 9).sum().alias("p"),
        (pl.col("nps") <= 6).sum().alias("d"),
        pl.col("csat").count().alias("c"),
        (pl.col("csat") >= 4).sum().alias("t"),
    ]

    def named(frames):
        return {k: {str(row[0]): [int(x) for x in row[1:]] for row in frame.rows()} for k, frame in zip(keys, frames)}

    def directly():
        return named(pl.collect_all([pl.scan_parquet(parquet).group_by(key).agg(sums) for key in keys]))

    def by_cell():
        cells = pl.scan_parquet(parquet).group_by(keys).agg(sums).collect()
        return named([cells.group_by(key).agg(pl.col("n", "p", "d", "c", "t").sum()) for key in keys])

    return min((best(way) for way in (directly, by_cell)), key=lambda one: one[0])


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "write":
        write(*rest)
    else:
        seconds, groups = {"duckdb": of_duckdb, "polars": of_polars}[what](*rest)
        print(json.dumps({"milliseconds": seconds * 1e3, "groups": groups}))
