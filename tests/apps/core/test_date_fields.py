"""A date in three parts: whole, left out where it may be, and otherwise an answer in words."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from commonweal.nhsuk_forms.fields import DateField


@pytest.mark.parametrize("parts", [["", "4", "2017"], ["6", "", "2017"], ["6", "4", ""], ["", "", "2017"]])
def test_a_date_that_may_be_left_out_is_asked_for_where_it_lacks_a_part(parts):
    with pytest.raises(forms.ValidationError, match="Enter day, month and year"):
        DateField(label="Day", required=False).clean(parts)


@pytest.mark.parametrize(
    "parts", [["29", "2", "2017"], ["0", "0", "0"], ["1", "4", "99999999999"], ["-1", "4", "2017"]]
)
def test_what_is_no_day_is_told(parts):
    with pytest.raises(forms.ValidationError, match="must be a real date"):
        DateField(label="Day").clean(parts)


def test_a_day_is_read_and_may_be_left_out():
    assert DateField(label="Day").clean(["29", "2", "2028"]) == date(2028, 2, 29)
    assert DateField(label="Day", required=False).clean(["", "", ""]) is None
