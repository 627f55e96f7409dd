"""A reader's own CSV: what is read is right, and what cannot be read gets a clear word."""

import io
from unicodedata import normalize

import numpy as np
import pytest

import gdviz as gd


def saved(folder, text, name="my.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path, *names, **options):
    return [column.tolist() for column in gd.read_columns(path, *(names or "ab"), **options)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_read_and_the_order_of_the_names_decides(tmp_path, delimiter):
    path = str(saved(tmp_path, "a,note,b\n1,red,10.5\n-2e1,,0\n".replace(",", delimiter)))
    assert read(path, delimiter=delimiter) == [[1, -20], [10.5, 0]]
    assert read(path, "b", "a", delimiter=delimiter) == [[10.5, 0], [1, -20]]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a , b\n 1, 2\n3 ,4",
        '"a","b"\n"1","2"\n"3","4"\n',
        "a,b\n\n1,2\n\n3,4\n,\n",
        "a,b\n1,2\n3,4\n , \n,,\n   \n",
        "a,b,c\n1,2,\n3,4,NA\n",
        'note,a,b\n"two\nlines",1,2\n"x, y",3,4\n',
    ],
)
def test_harmless_habits_of_spreadsheets_change_nothing(tmp_path, text):
    assert read(saved(tmp_path, text), "a ", " b") == [[1, 3], [2, 4]]


def test_hangul_that_a_mac_took_apart_is_matched(tmp_path):
    apart = normalize("NFD", "키,몸무게")
    path = saved(tmp_path, f"{apart}\n1,2\n3,4\n")
    assert read(path, "키", "몸무게") == read(path, *apart.split(",")) == [[1, 3], [2, 4]]


@pytest.mark.parametrize("gap", ["", " ", *sorted(gd.data.MISSING), "NaN"])
def test_rows_with_a_missing_number_are_left_out_only_when_asked(tmp_path, gap):
    path = saved(tmp_path, f"a,b\n1,2\n{gap},5\n6,{gap}\n3,4\n")
    with pytest.raises(ValueError, match=r"Got 2 rows .* line 3.*missing=\"drop\""):
        read(path)
    assert read(path, missing="drop") == [[1, 3], [2, 4]]


def test_the_penguins_file_reads_as_the_penguins():
    birds, names = gd.penguins(), ("flipper_length_mm", "body_mass_g")
    found = gd.read_columns(gd.data.penguins_file(), *names, missing="drop")
    assert all(map(np.array_equal, found, (birds[name] for name in names)))
    assert not any(np.isnan(birds[name]).any() for name in gd.data.MEASURED)


# What is in the file, what is asked for, and words that the reader must hear.
BAD = {
    "an empty file": ("", {}, ["x must name a column of my.csv", "into row 1"]),
    "one column": ("a\n1\n2\n", {}, ["y must name", "Known: a"]),
    "an underscore": ("a,b\n1,1_250\n3,980\n", {}, ["'1_250'", "separators"]),
    "thousands or decimals": (
        "a;b\n1;1.250\n2;980\n3;1.500\n",
        {"delimiter": ";"},
        ["y must", "1.250 beside 980", "Write 1250 for thousands, else 980.000"],
    ),
    "one column twice": ("a,b\n1,2\n", {"y": "a "}, ["y must be another", "'a' twice. Known: a"]),
    "a near name": ("길이,b\n1,2\n3,4\n", {"x": "길"}, ["x must name", "Did you mean '길이'"]),
    "a twin name": ("a,b,b\n1,2,3\n3,4,5\n", {}, ["y must name", "2 columns have this name"]),
    "a unit": ("a,b\n1,2\n\n3,4 kg\n", {}, ["'4 kg'", "line 4", "units", "date", "empty"]),
    "no finite number": ("a,b\n1,2\n3,inf\n", {}, ["'inf'", "line 3"]),
    "a decimal comma": ('a,b\n1,2\n"3,5",4\n', {}, ["'3,5'", "line 3", "units, commas"]),
    "decimal commas": ("a,b\n1,5,2,5\n", {}, ["as row 1, 2", "Line 2 has more", "decimal comma"]),
    "a lone quote": ('a,b,c\n1,2,x\n3,4,x\n5,6,"x\n7,8,x\n', {}, ["my.csv", "lone quote mark"]),
    "a cell of two lines": ('a,b,c\n1,2,"x\ny"\n3,z,x\n', {}, ["'z'", "line 4"]),
    "a short row": ("a,b\n1,2\n3\n5,6\n", {}, ["Got 1 row ", "line 3"]),
    "semicolons": ('"a";"b"\n1;2\n3;4\n', {}, ["If ';' stands", "delimiter=';'"]),
    "tabs": ("a\tb\n1\t2\n3\t4\n", {}, [r"delimiter='\t'"]),
    "an unknown wish": ("a,b\n1,2\n", {"missing": "dorp"}, ["Did you mean 'drop'"]),
    "cp949": ("이름,b\n1,2\n".encode("cp949"), {}, ["UTF-8", "my.csv", "Save it as"]),
    "a wide table": (",".join(f"column{i}" for i in range(99)), {}, ["Known: column0", "…"]),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_a_clear_word(tmp_path, case):
    text, options, words = BAD[case]
    with pytest.raises(ValueError, match=r"\.") as refused:
        gd.read_columns(saved(tmp_path, text), **{"x": "a", "y": "b", **options})
    told = str(refused.value)
    assert len(told) < 200
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mine.csv", ["'mine.csv'", "Did you mean 'my.csv'"]),
        ("elsewhere.txt", ["'elsewhere.txt'", "Give the folder too"]),
        ("https://example.org/my.csv", ["'my.csv'", "Download"]),
        ("", ["''", "Known: my.csv"]),
    ],
)
def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path, monkeypatch, name, words):
    saved(tmp_path, "a,b\n1,2\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="path must name a file") as refused:
        gd.read_columns(name, "a", "b")
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize("path", [None, b"my.csv", io.StringIO("a,b")])
def test_a_path_is_a_name(path):
    with pytest.raises(TypeError, match=r'^path must name a file, as "data/my.csv"\. Got '):
        gd.read_columns(path, "a", "b")


@pytest.mark.parametrize("cells", ["1.250 1.500", "1.25 980 1.500", "0.125 980", "1250 980"])
def test_decimals_that_are_no_thousands_are_read(tmp_path, cells):
    rows = "".join(f"{k};{cell}\n" for k, cell in enumerate(cells.split()))
    path = saved(tmp_path, f"a;b\n{rows}")
    assert read(path, delimiter=";")[1] == [float(cell) for cell in cells.split()]
