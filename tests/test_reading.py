"""A reader's own CSV: what is read is right, and what cannot be read gets a clear word."""

import unicodedata

import numpy as np
import pytest

import gdviz as gd


def saved(folder, text, name="my.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path, *names, **options):
    return [column.tolist() for column in gd.read_columns(path, *(names or "ab"), **options)]


def test_the_order_of_the_two_names_decides_and_not_that_of_the_file(tmp_path):
    path = saved(tmp_path, "size,colour,price\n1,red,10.5\n-2e1,blue,0\n")
    assert read(path, "size", "price") == [[1, -20], [10.5, 0]]
    assert read(str(path), "price", "size") == [[10.5, 0], [1, -20]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_read_when_it_is_named(tmp_path, delimiter):
    path = saved(tmp_path, "a,b\n1,2\n3,4\n".replace(",", delimiter))
    assert read(path, delimiter=delimiter) == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a , b\n 1, 2\n3 ,4",
        '"a","b"\n"1","2"\n"3","4"\n',
        "a,b\n\n1,2\n\n3,4\n,\n",
        "a,b,\n1,2,\n3,4,\n",
        "a,b\n1,2\n3,4\n , \n   \n",
        "a,b\n1,2\n3,4\n,,\n",
        "a,b,c\n1,2,\n3,4,NA\n",
        "a,b,c\n1,2,line\u2028line\n3,4,next\x85page\x0c\n",
        'note,a,b\n"two\nlines",1,2\n"x, y",3,4\n',
        "a,b\n1e0,+2\n3.,4.0\n",
    ],
)
def test_harmless_habits_of_spreadsheets_change_nothing(tmp_path, text):
    assert read(saved(tmp_path, text)) == [[1, 3], [2, 4]]


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_in_hangul_is_found_however_its_letters_are_put_together(tmp_path, forms):
    written, asked = ([unicodedata.normalize(f, name) for name in ("길이", "무게")] for f in forms)
    path = saved(tmp_path, f"{','.join(written)}\n1,2\n3,4\n", name="펭귄.csv")
    assert read(path, *asked) == [[1, 3], [2, 4]]


@pytest.mark.parametrize("gap", ["", " ", "NA", "n/a", "#N/A", "NaN", "null", "None", "?", "-"])
def test_rows_with_a_missing_number_are_left_out_only_when_asked(tmp_path, gap):
    path = saved(tmp_path, f"a,b\n1,2\n{gap},5\n6,{gap}\n3,4\n")
    with pytest.raises(ValueError, match=r"2 rows lack a number.* row 3.*missing=\"drop\""):
        read(path)
    assert read(path, missing="drop") == [[1, 3], [2, 4]]


def test_the_penguins_file_reads_as_the_penguins():
    birds, names = gd.penguins(), ("flipper_length_mm", "body_mass_g")
    found = gd.read_columns(gd.data.penguins_file(), *names, missing="drop")
    assert all(map(np.array_equal, found, (birds[name] for name in names)))
    with pytest.raises(ValueError, match="2 rows lack a number"):
        gd.read_columns(gd.data.penguins_file(), *names)
    every = gd.penguins(missing="keep")
    assert len(every["species"]) == 344
    assert np.isnan(every["bill_depth_mm"]).sum() == 2


# What is in the file, what is asked for, and words that the reader must hear.
BAD = {
    "an empty file": ("", {}, ["x must name a column of my.csv", "file is empty"]),
    "only names": ("a,b\n", {}, ["at least two rows", "Got 0"]),
    "one row left": ("a,b\n1,2\nNA,3\n", {"missing": "drop"}, ["at least two rows", "Got 1"]),
    "one column": ("a\n1\n2\n", {}, ["y must name", "Known: a"]),
    "one column twice": ("a,b\n1,2\n3,4\n", {"y": "a"}, ["two different columns", "'a' twice"]),
    "a near name": ("aa,b\n1,2\n3,4\n", {"x": "aaa"}, ["x must name", "Did you mean 'aa'"]),
    "a far name": ("one,two\n1,2\n3,4\n", {}, ["x must name", "Known: one, two"]),
    "a near name in Hangul": ("길이,b\n1,2\n3,4\n", {"x": "길"}, ["Did you mean '길이'"]),
    "a twin name": ("a,b,b\n1,2,3\n3,4,5\n", {}, ["y must name", "2 columns have this name"]),
    "text": ("a,b\n1,2\n\n3,four\n", {}, ["'b'", "'four'", "row 4", "empty the cell"]),
    "units in a row": ("a,b\nmm,g\n1,2\n3,4\n", {}, ["'a'", "'mm'", "row 2"]),
    "a decimal comma": ('a,b\n1,2\n"3,5",4\n', {}, ["'a'", "'3,5'", "row 3", "a point"]),
    "decimal commas": ("a,b\n1,5,2,5\n", {}, ["as row 1, 2", "Row 2 has more", "decimal comma"]),
    "both": ("a;b\n1,5;2\n3;4\n", {"delimiter": ";"}, ["'1,5'", "row 2", "a point"]),
    "an overflow": ("a,b\n1,2\n3,1e999\n", {}, ["'b'", "finite", "'1e999'", "row 3"]),
    "a unit": ("a,b\n1,2\n3,4 kg\n", {}, ["'b'", "'4 kg'", "row 3", "units"]),
    "digits in groups": ("a,b\n1_000,2\n3,4\n", {}, ["'a'", "'1_000'", "row 2"]),
    "a lone quote": ('a,b,c\n1,2,x\n3,4,x\n5,6,"x\n7,8,x\n', {}, ["my.csv", "lone quote mark"]),
    "a cell of two lines": ('a,b,c\n1,2,"x\ny"\n3,z,x\n', {}, ["'b'", "'z'", "row 3"]),
    "a short row": ("a,b\n1,2\n3\n5,6\n", {}, ["1 row lacks a number", "row 3"]),
    "a constant x": ("a,b\n7,2\n7,4\n", {}, ["x must hold", "'a' is 7", "another column"]),
    "a constant y": ("a,b\n1,2.5\n3,2.5\n", {}, ["y must hold", "'b' is 2.5"]),
    "semicolons": ("a;b\n1;2\n3;4\n", {}, ["semicolons", "delimiter=';'"]),
    "tabs": ('"a"\t"b"\n1\t2\n3\t4\n', {}, ["tabs", r"delimiter='\t'"]),
    "commas after all": ("a,b\n1,2\n", {"delimiter": ";"}, ["commas", "delimiter=','"]),
    "an unknown delimiter": ("a b\n1 2\n", {"delimiter": " "}, ["delimiter must be one of ','"]),
    "an unknown wish": ("a,b\n1,2\n", {"missing": "dorp"}, ["Did you mean 'drop'"]),
    "another encoding": ("이름,b\n1,2\n".encode("cp949"), {}, ["UTF-8", "Byte 0", "Save as"]),
    "a workbook": (b"PK\x03\x04\xff\xfe\x00", {}, ["UTF-8", "Save as"]),
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
        ("no/such/folder.csv", ["'folder.csv'", "Give the folder too"]),
        ("https://example.org/my.csv", ["'my.csv'", "Download"]),
    ],
)
def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path, monkeypatch, name, words):
    saved(tmp_path, "a,b\n1,2\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="path must name a file") as refused:
        gd.read_columns(name, "a", "b")
    for word in words:
        assert word in str(refused.value)


def test_the_tilde_is_the_home_folder(tmp_path, monkeypatch):
    saved(tmp_path, "a,b\n1,2\n3,4\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert read("~/my.csv")[0] == [1, 3]


def test_the_safe_rate_of_a_standardised_line_is_one_half_and_arrives_in_one_step():
    generator = np.random.default_rng(0)
    for _ in range(10):
        x = generator.normal(generator.normal(0, 1e3), generator.uniform(0.1, 1e3), size=30)
        fit = gd.losses.line_fit(x, generator.normal(size=30) + 3 * x, standardize=True)
        rate = gd.safe_learning_rate(fit)
        run = gd.descend(fit, generator.normal(size=2), learning_rate=rate, steps=1)
        assert np.isclose(rate, 0.5, rtol=1e-9)
        assert np.allclose(fit.in_data_units(run.end), np.polyfit(x, fit.y, 1), rtol=1e-6)
