"""The command as a user meets it: statement, findings, and an exit code that scripts can trust."""

import gzip

from typer.testing import CliRunner

from commonweal.cli import app

HEADINGS = "ICB,Payment Date,Supplier,Amount\n"
GOOD = (
    HEADINGS
    + "NHS Somewhere ICB,2025-04-30,ASHSHIRE COUNTY COUNCIL,1000.50\nNHS Somewhere ICB,2025-04-30,ELM LTD,-0.50\n"
)


def run(*paths):
    return CliRunner().invoke(app, ["check-payments", *map(str, paths)])


def test_sound_file_packed_or_not(tmp_path):
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_text(GOOD)
    packed.write_bytes(gzip.compress(GOOD.encode()))
    result = run(plain, packed)
    assert result.exit_code == 0
    assert result.output.count("File = accepted + refused, to the penny.") == 2
    assert "£1,000.50" in result.output and "-£0.50" in result.output


def test_refused_line_fails_the_command_and_says_what_to_do(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(GOOD + "NHS Somewhere ICB,2025-04-31,OAK,5\n")
    result = run(path)
    assert result.exit_code == 1
    assert "error: row 4: '2025-04-31' is not a date. Write it like 2012-08-31. [date-unreadable]" in result.output


def test_no_file_broken_archive_and_unknown_headings_are_findings(tmp_path):
    broken, unknown = tmp_path / "b.csv.gz", tmp_path / "c.csv"
    broken.write_bytes(gzip.compress(GOOD.encode())[:-12])
    unknown.write_text("Colour,Shape\nred,round\n")
    result = run(tmp_path / "none.csv", broken, unknown)
    assert result.exit_code == 1
    assert result.output.count("[unreadable]") == 2 and "[no-map]" in result.output
    assert "Traceback" not in result.output
