"""Addresses of the pool."""

from django.urls import path, register_converter

from commonweal.core.converters import one_of
from commonweal.pool.views import books, files, funds, plans

app_name = "pool"
register_converter(one_of("csv", "beancount", "journal"), "journal_kind")

urlpatterns = [
    path("", funds.pools, name="pools"),
    path("<int:fund_id>/", funds.fund, name="fund"),
    path("<int:fund_id>/statement", books.statement, name="statement"),
    path("<int:fund_id>/legs", books.legs, name="legs"),
    path("<int:fund_id>/entries/<int:number>/", books.entry, name="entry"),
    path("<int:fund_id>/agreement", funds.agreement, name="agreement"),
    path("<int:fund_id>/risk", funds.risk_share, name="risk"),
    path("<int:fund_id>/periods", books.periods, name="periods"),
    path("<int:fund_id>/virements", plans.virements, name="virements"),
    path("<int:fund_id>/virements/<int:virement_id>", plans.decide_virement, name="decide-virement"),
    path("<int:fund_id>/files/", files.files, name="files"),
    path("<int:fund_id>/files/<int:file_id>/", files.file, name="file"),
    path("<int:fund_id>/files/<int:file_id>/columns", files.columns, name="file-columns"),
    path("<int:fund_id>/files/<int:file_id>/lines", files.lines, name="file-lines"),
    path("<int:fund_id>/files/<int:file_id>/reconciliation", files.reconciliation, name="file-reconciliation"),
    path("<int:fund_id>/files/<int:file_id>/original", files.original, name="file-original"),
    path("<int:fund_id>/coding-rules", files.coding_rules, name="coding-rules"),
    path("<int:fund_id>/journal.<journal_kind:kind>", books.journal, name="journal"),
]
