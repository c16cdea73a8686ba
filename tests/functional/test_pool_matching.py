"""Two finance officers settle a double count in the running product; what they download says the same as the books."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.engine.ledger.test_chain import VERIFIER
from tests.engine.ledger.test_export import hledger, read_by_beancount, read_by_hledger
from tests.functional.people import COUNCIL_FINANCE, NHS_FINANCE
from tests.functional.test_pool_year import POOL, TODAY, YEAR, signed_in_anew

pytestmark = pytest.mark.browser
HEADINGS = "Supplier Name,Authority Name,Date of Payment,Net,VAT,Gross,SAP Document Number,Directorate,G/L Description"
NHS_NAME, COUNCIL_NAME = "NHS Wessmoor Partnership", "Wessmoor Partnership Council"
NHS = f"""{HEADINGS}
{COUNCIL_NAME},N,2025-10-06,"5,000.00",0,"5,000.00",,Adults,x
Elm Homecare Ltd,N,2025-10-07,"1,234.56",0,"1,234.56",,Adults,x
Oak Nursing,N,2025-10-08,77.00,0,77.00,,Adults,x
Oak Nursing,N,2025-10-08,77.00,0,77.00,,Adults,x
"""
COUNCIL = f"""{HEADINGS}
{NHS_NAME},C,2025-10-07,"-5,000.00",0,"-5,000.00",C1,Adults,x
ELM HOMECARE LIMITED,C,2025-10-09,"1,234.56",0,"1,234.56",C2,Adults,x
Yew Support,C,2025-10-09,10.00,0,10.00,C3,Adults,x
"""


def a_file(name, text):
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def download(visitor, path):
    response = visitor.page.context.request.get(visitor.base + path)
    assert response.status == 200
    return response.text()


def balances(visitor):
    """Pence by account, from the CSV that anybody may add up."""
    sums = Counter()
    for row in csv.DictReader(io.StringIO(download(visitor, f"{POOL}journal.csv"))):
        sums[row["account"]] += int(row["amount_pence"])
    return {account: pence for account, pence in sums.items() if pence}


def test_a_double_count_is_matched_agreed_corrected_and_taken_back(visitor):
    # Given a council officer with two partners' extracts
    page = signed_in_anew(visitor, COUNCIL_FINANCE)
    before = balances(visitor)
    visitor.goes_to(f"{POOL}matching/start")
    page.get_by_label("First partner", exact=True).select_option(index=1)
    page.get_by_label("Second partner", exact=True).select_option(index=0)
    page.locator("input[name=first_files]").set_input_files(a_file("nhs.csv", NHS))
    page.locator("input[name=second_files]").set_input_files(a_file("council.csv", COUNCIL))
    page.get_by_label("Other names of the first partner").fill(NHS_NAME)
    page.get_by_label("Other names of the second partner").fill(COUNCIL_NAME)
    visitor.sees_nothing_wrong()
    page.get_by_role("button", name="Match them").click()
    # When the work is done, the pairs stand there with their sums
    page.get_by_role("link", name="See the result").click(timeout=60_000)
    expect(
        page.get_by_text("£6,311.56 may be counted twice; £0 is agreed to be, and 3 pairs wait for a")
    ).to_be_visible()
    visitor.sees_nothing_wrong()
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        visitor.sees_nothing_wrong()
        visitor.looks(f"pool-matching-{width}")
    page.get_by_role("row", name=re.compile("Elm Homecare")).get_by_role("link").click()
    expect(page.get_by_text("ELM HOMECARE LIMITED")).to_be_visible()
    visitor.sees_nothing_wrong()
    visitor.looks("pool-matched-pair")
    pair = page.url
    # And the officer agrees, and has its sum taken out of the pool's books
    page.get_by_label("Agreed double count").check()
    page.get_by_label("Reason").fill("One invoice, shown by both")
    page.get_by_label("Where the pool counts it").select_option("HOMECARE-NHS-MINIMUM")
    page.get_by_label("Against").select_option("BANK")
    for part, text in (("Day", "1"), ("Month", str(TODAY.month)), ("Year", str(TODAY.year))):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("One invoice, shown by both")).to_be_visible()
    visitor.sees_nothing_wrong()
    after = balances(visitor)
    changed = {
        account: after[account] - before.get(account, 0) for account in after if after[account] != before.get(account)
    }
    assert changed == {"HOMECARE-NHS-MINIMUM": -1_234_56, "BANK": 1_234_56}
    # Then the NHS's officer sees it, decides otherwise, and the pool's totals are what they were
    page = signed_in_anew(visitor, NHS_FINANCE)
    page.goto(pair)
    expect(page.get_by_text("One invoice, shown by both")).to_be_visible()
    page.get_by_label("Not a double count").check()
    page.get_by_label("Reason").fill("Two visits on one day")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Two visits on one day")).to_be_visible()
    visitor.sees_nothing_wrong()
    assert balances(visitor) == before


def verified(tmp_path, text):
    file = tmp_path / "journal.csv"
    file.write_text(text, encoding="utf-8", newline="")
    return subprocess.run([sys.executable, str(VERIFIER), str(file)], capture_output=True, text=True, timeout=60)


def test_the_verifier_finds_a_penny_and_a_missing_entry_in_what_was_downloaded(visitor, tmp_path):
    signed_in_anew(visitor, COUNCIL_FINANCE)
    text = download(visitor, f"{POOL}journal.csv")
    rows = list(csv.reader(io.StringIO(text)))
    number, amount = rows[0].index("number"), rows[0].index("amount_pence")
    whole = verified(tmp_path, text)
    assert whole.returncode == 0, whole.stdout
    numbers = sorted({int(row[number]) for row in rows[1:]})  # the double count's two at least, on a year's first day
    changed, left_out = str(numbers[len(numbers) // 2]), str(numbers[-2])
    of_changed = [row for row in rows if row[number] == changed][:2]
    for row, penny in zip(of_changed, (1, -1), strict=True):  # it still balances
        row[amount] = str(int(row[amount]) + penny)
    penny = verified(tmp_path, as_csv(rows))
    assert penny.returncode == 1 and changed in penny.stdout
    missing = verified(tmp_path, as_csv([row for row in csv.reader(io.StringIO(text)) if row[number] != left_out]))
    assert missing.returncode == 1 and left_out in missing.stdout


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@hledger
def test_beancount_and_hledger_agree_on_every_balance_of_the_demonstration(visitor, tmp_path):
    signed_in_anew(visitor, NHS_FINANCE)
    expected = balances(visitor)
    for kind, read in (("beancount", read_by_beancount), ("journal", read_by_hledger)):
        file = tmp_path / f"pool.{kind}"
        file.write_text(download(visitor, f"{POOL}journal.{kind}"), encoding="utf-8")
        assert {name.partition(":")[2]: pence for name, pence in read(file).items()} == expected
    assert shutil.which("hledger")
    assert len(expected) > (10 if date(YEAR, 5, 1) <= TODAY else 0)  # whole months are paid, and April not yet
