"""A reader's own CSV: what is read is right, and what cannot be read gets a clear word."""

import csv
import unicodedata

import numpy as np
import pytest

import gdviz as gd


def saved(folder, text, name="my.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_two_columns_come_back_as_they_stand_in_the_file(tmp_path):
    path = saved(tmp_path, "size,colour,price\n1,red,10.5\n-2e1,blue,0\n")
    x, y = gd.read_columns(path, "size", "price")
    assert x.tolist() == [1, -20]
    assert y.tolist() == [10.5, 0]


def test_the_order_of_the_two_names_decides_and_not_that_of_the_file(tmp_path):
    path = saved(tmp_path, "a,b\n1,2\n3,4\n")
    x, y = gd.read_columns(str(path), "b", "a")
    assert (x.tolist(), y.tolist()) == ([2, 4], [1, 3])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_read_when_it_is_named(tmp_path, delimiter):
    path = saved(tmp_path, "a,b\n1,2\n3,4\n".replace(",", delimiter))
    x, y = gd.read_columns(path, "a", "b", delimiter=delimiter)
    assert (x.tolist(), y.tolist()) == ([1, 3], [2, 4])


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a , b\n 1, 2\n3 ,4",
        '"a","b"\n"1","2"\n"3","4"\n',
        "a,b\n\n1,2\n\n3,4\n\n",
        "a,b,\n1,2,\n3,4,\n",
        'note,a,b\n"two\nlines",1,2\n"x, y",3,4\n',
        "a,b\r1,2\r3,4\r",
        "a,b\n1e0,+2\n3.,4.0\n",
    ],
)
def test_harmless_habits_of_spreadsheets_change_nothing(tmp_path, text):
    x, y = gd.read_columns(saved(tmp_path, text), "a", "b")
    assert (x.tolist(), y.tolist()) == ([1, 3], [2, 4])


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_a_name_in_hangul_is_found_however_its_letters_are_put_together(tmp_path, written, asked):
    names = [unicodedata.normalize(written, name) for name in ("길이", "무게")]
    path = saved(tmp_path, f"{','.join(names)}\n1,2\n3,4\n", name="펭귄.csv")
    x, y = gd.read_columns(path, *(unicodedata.normalize(asked, name) for name in ("길이", "무게")))
    assert (x.tolist(), y.tolist()) == ([1, 3], [2, 4])


def test_a_line_break_in_a_name_counts_as_a_blank(tmp_path):
    x, _ = gd.read_columns(saved(tmp_path, '"a\n(mm)",b\n1,2\n3,4\n'), "a (mm)", "b")
    assert x.tolist() == [1, 3]


@pytest.mark.parametrize("gap", ["", " ", "NA", "n/a", "#N/A", "NaN", "null", "None", "?", "-"])
def test_rows_with_a_missing_number_are_left_out_only_when_asked(tmp_path, gap):
    path = saved(tmp_path, f"a,b\n1,2\n{gap},5\n6,{gap}\n3,4\n")
    with pytest.raises(ValueError, match=r"2 rows lack a number.* row 3.*missing=\"drop\""):
        gd.read_columns(path, "a", "b")
    x, y = gd.read_columns(path, "a", "b", missing="drop")
    assert (x.tolist(), y.tolist()) == ([1, 3], [2, 4])


def test_a_gap_in_another_column_is_no_gap(tmp_path):
    x, _ = gd.read_columns(saved(tmp_path, "a,b,c\n1,2,\n3,4,NA\n"), "a", "b")
    assert x.tolist() == [1, 3]


def test_the_penguins_file_reads_as_the_penguins():
    birds = gd.penguins()
    x, y = gd.read_columns(
        gd.data.penguins_file(), "flipper_length_mm", "body_mass_g", missing="drop"
    )
    assert np.array_equal(x, birds["flipper_length_mm"])
    assert np.array_equal(y, birds["body_mass_g"])
    with pytest.raises(ValueError, match="2 rows lack a number"):
        gd.read_columns(gd.data.penguins_file(), "flipper_length_mm", "body_mass_g")


def test_a_row_is_counted_as_a_spreadsheet_counts_it(tmp_path):
    path = saved(tmp_path, "a,b\n1,2\n\n3,4\n5,six\n")
    with pytest.raises(ValueError, match=r"'b'.*'six' in row 5"):
        gd.read_columns(path, "a", "b")
    rows = list(csv.reader(path.read_text().splitlines()))
    assert rows[5 - 1][1] == "six"


# What is in the file, what is asked for, and words that the reader must hear.
BAD = {
    "an empty file": ("", {}, ["The file my.csv is empty", "names"]),
    "only a byte order mark": ("\ufeff", {}, ["The file my.csv is empty"]),
    "an empty first row": ("\na,b\n1,2\n", {}, ["Row 1", "empty"]),
    "only names": ("a,b\n", {}, ["at least two rows", "Got 0"]),
    "one row": ("a,b\n1,2\n", {}, ["at least two rows", "Got 1"]),
    "one row left": ("a,b\n1,2\nNA,3\n", {"missing": "drop"}, ["at least two rows", "Got 1"]),
    "one column": ("a\n1\n2\n", {}, ["y must name", "Known: a"]),
    "one column twice": ("a,b\n1,2\n3,4\n", {"y": "a"}, ["two different columns", "'a' twice"]),
    "no names": ("1,2\n3,4\n5,6\n", {}, ["Row 1 holds numbers"]),
    "a title": ("My table,\nmade in May,\na,b\n1,2\n", {}, ["names seem to be in row 3"]),
    "a note of a spreadsheet": ("sep=,\na,b\n1,2\n3,4\n", {}, ["Row 1 is a note", "Delete it"]),
    "a near name": ("aa,b\n1,2\n3,4\n", {"x": "aaa"}, ["x must name", "Did you mean 'aa'"]),
    "other capitals": ("AB_C,b\n1,2\n3,4\n", {"x": "ab_c"}, ["Did you mean 'AB_C'"]),
    "a far name": ("one,two\n1,2\n3,4\n", {}, ["x must name", "Known: one, two"]),
    "a near name in Hangul": ("길이,b\n1,2\n3,4\n", {"x": "길"}, ["Did you mean '길이'"]),
    "a number for a name": ("a,b\n1,2\n3,4\n", {"y": 1}, ["y must name", "Got 1", "Known: a, b"]),
    "a list for a name": ("a,b\n1,2\n3,4\n", {"x": ["a"]}, ["x must name", "Got ['a']"]),
    "no name": ("a,b,\n1,2,\n3,4,\n", {"x": ""}, ["x must name", "Got ''", "Known: a, b."]),
    "a twin name": ("a,b,b\n1,2,3\n3,4,5\n", {}, ["y must name", "2 columns have this name"]),
    "text": ("a,b\n1,2\n3,four\n", {}, ["'b'", "'four'", "row 3", "empty the cell"]),
    "a cell's own error": ("a,b\n1,2\n3,#DIV/0!\n", {}, ["'#DIV/0!'", "empty the cell"]),
    "units in a row": ("a,b\nmm,g\n1,2\n3,4\n", {}, ["'a'", "'mm'", "row 2"]),
    "a decimal comma": ('a,b\n1,2\n"3,5",4\n', {}, ["'a'", "'3,5'", "row 3", "a point"]),
    "decimal commas": ("a,b\n1,5,2,5\n", {}, ["Row 2 has 4", "decimal comma"]),
    "semicolons and decimal commas": (
        "a;b\n1,5;2\n3;4\n",
        {"delimiter": ";"},
        ["'1,5'", "row 2", "a point"],
    ),
    "thousands": ('a,b\n1,2\n"3,000",4\n', {}, ["'3,000'", "row 3", "no commas"]),
    "infinity": ("a,b\n1,2\n3,inf\n", {}, ["'b'", "finite", "'inf'", "row 3"]),
    "an overflow": ("a,b\n1,2\n3,1e999\n", {}, ["'b'", "finite", "'1e999'", "row 3"]),
    "an underscore": ("a,b\n1,2\n3,1_000\n", {}, ["'b'", "'1_000'", "row 3"]),
    "a unit": ("a,b\n1,2\n3,4 kg\n", {}, ["'b'", "'4 kg'", "row 3", "units"]),
    "a short row": ("a,b\n1,2\n3\n5,6\n", {}, ["1 row lacks a number", "row 3"]),
    "a long row": ("a,b\n1,2\n3,4,5\n", {}, ["as many cells as row 1, 2", "Row 3 has 3"]),
    "a constant x": ("a,b\n7,2\n7,4\n", {}, ["x must hold", "'a' is 7", "another column"]),
    "a constant y": ("a,b\n1,2.5\n3,2.5\n", {}, ["y must hold", "'b' is 2.5"]),
    "rounding": ("a,b\n.1,2\n.10000000000000002,4\n", {}, ["'a' is 0.1 to twelve digits"]),
    "huge numbers": ("a,b\n1,2\n3,1e308\n5,-1e308\n", {}, ["y must", "1e+308", "another unit"]),
    "tiny numbers": ("a,b\n1e-200,2\n3e-200,4\n", {}, ["x must", "1e-200", "another unit"]),
    "semicolons": ("a;b\n1;2\n3;4\n", {}, ["semicolons", "delimiter=';'"]),
    "tabs": ('"a"\t"b"\n1\t2\n3\t4\n', {}, ["tabs", r"delimiter='\t'"]),
    "blanks": ("a b\n1 2\n3 4\n", {}, ["between blanks", "commas"]),
    "commas after all": ("a,b\n1,2\n", {"delimiter": ";"}, ["commas", "delimiter=','"]),
    "an unknown delimiter": ("a b\n1 2\n", {"delimiter": " "}, ["delimiter must be ','", "' '"]),
    "no delimiter": ("a,b\n1,2\n", {"delimiter": [","]}, ["delimiter must be ','"]),
    "an unknown wish": ("a,b\n1,2\n", {"missing": "dorp"}, ["Did you mean 'drop'"]),
    "a lone quote": ('a,b\n1,2\n"3,4\n', {}, ["CSV", "quote"]),
    "a lone quote in row 1": ('"a,b\n' + "1,2\n" * 50000, {}, ["CSV", "quote"]),
    "another encoding": ("이름,b\n1,2\n".encode("cp949"), {}, ["UTF-8", "Byte 0"]),
    "UTF-16": ("a,b\n1,2\n3,4\n".encode("utf-16"), {}, ["UTF-8", "UTF-16", "Save as"]),
    "UTF-16 without its mark": ("a,b\n1,2\n".encode("utf-16-le"), {}, ["UTF-8", "UTF-16"]),
    "zeros": ("a,b\n1,\x002\n3,4\n", {}, ["UTF-8", "holds zeros"]),
    "a workbook": (b"PK\x03\x04\xff\xfe\x00", {}, ["UTF-8", "workbooks"]),
    "a web page": ("<!DOCTYPE html>\n<p>404</p>\n", {}, ["x must name", "Known: <!DOCTYPE"]),
    "a wide table": (",".join(f"column{i}" for i in range(99)), {}, ["Known: column0", "…"]),
    "a long name": ("a,b\n1,2\n3,4\n", {"x": "a" * 300}, ["x must name", "…"]),
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
        ("MY.CSV", ["'MY.CSV'", "Did you mean 'my.csv'"]),
        ("my", ["'my'", "Did you mean 'my.csv'"]),
        ("elsewhere.txt", ["'elsewhere.txt'", "folder"]),
        ("my.csv/deeper", ["'deeper'", "folder"]),
        ("zero\0.csv", ["zero", "folder"]),
        ("a" * 5000, ["…", "folder"]),
        ("no/such/folder.csv", ["'folder.csv'", "folder"]),
        (".", ["That is a folder"]),
        ("a" * 150 + ".csv", ["…", "folder"]),
    ],
)
def test_a_file_that_is_not_there_is_named_with_a_near_one(tmp_path, name, words):
    saved(tmp_path, "a,b\n1,2\n")
    with pytest.raises(FileNotFoundError, match="path must name a file") as refused:
        gd.read_columns(tmp_path / name, "a", "b")
    told = str(refused.value)
    assert len(told) < 200
    assert str(tmp_path) not in told
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", ["no name", '"my.csv"']),
        (" ", ["no name"]),
        (".", ["'.'", "That is a folder"]),
        ("https://example.org/my.csv", ["on this computer", "Download"]),
    ],
)
def test_what_names_no_file_of_this_computer_gets_a_word_of_its_own(path, words):
    with pytest.raises(FileNotFoundError) as refused:
        gd.read_columns(path, "a", "b")
    told = str(refused.value)
    assert len(told) < 200
    for word in words:
        assert word in told


def test_the_wave_is_the_home_folder(tmp_path, monkeypatch):
    saved(tmp_path, "a,b\n1,2\n3,4\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert gd.read_columns("~/my.csv", "a", "b")[0].tolist() == [1, 3]


def test_a_file_that_may_not_be_read_is_told_from_one_that_is_not_there(tmp_path, monkeypatch):
    def locked(path):
        raise PermissionError(13, "Permission denied")

    path = saved(tmp_path, "a,b\n1,2\n3,4\n")
    monkeypatch.setattr(type(path), "read_bytes", locked)
    with pytest.raises(OSError, match=r"Reading my\.csv failed: Permission denied\. Close it"):
        gd.read_columns(path, "a", "b")


@pytest.mark.parametrize("path", [None, 3, [1, 2], b"my.csv"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match="path must be a file name"):
        gd.read_columns(path, "a", "b")


def test_the_safe_rate_is_half_of_the_limit_and_the_loss_never_rises():
    for curvatures in ([2, 20], [0.5, 3, 7], [1]):
        loss = gd.losses.quadratic(*curvatures)
        rate = gd.safe_learning_rate(loss)
        assert np.isclose(rate, 1 / max(curvatures))
        run = gd.descend(loss, np.ones(len(curvatures)), learning_rate=rate, steps=50)
        assert (np.diff(run.losses) <= 0).all()


def test_the_safe_rate_of_a_standardised_line_is_one_half_and_arrives_in_one_step():
    generator = np.random.default_rng(0)
    for _ in range(10):
        x = generator.normal(generator.normal(0, 1e3), generator.uniform(0.1, 1e3), size=30)
        fit = gd.losses.line_fit(x, generator.normal(size=30) + 3 * x, standardize=True)
        rate = gd.safe_learning_rate(fit)
        run = gd.descend(fit, generator.normal(size=2), learning_rate=rate, steps=1)
        assert np.isclose(rate, 0.5, rtol=1e-9)
        assert np.allclose(fit.in_data_units(run.end), np.polyfit(x, fit.y, 1), rtol=1e-6)


def test_the_safe_rate_of_a_curved_loss_is_that_of_the_place():
    quartic = gd.Loss(lambda x: x[0] ** 4, hessian=lambda x: 12 * x[:, None] ** 2, dim=1)
    assert np.isclose(gd.safe_learning_rate(quartic, [2]), 1 / 48)
    with pytest.raises(ValueError, match="w must be given"):
        gd.safe_learning_rate(quartic)
    with pytest.raises(ValueError, match=r"w must be where the loss curves up.* Got .* of 0"):
        gd.safe_learning_rate(quartic, [0])
    hill = gd.losses.quadratic(-2, -3)
    with pytest.raises(ValueError, match=r"curves up in some direction. Got .* of −2"):
        gd.safe_learning_rate(hill, (1, 1))
