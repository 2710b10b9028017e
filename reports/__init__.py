"""What leaves the house: workbooks and, later, reports by mail. XlsxWriter lives here.

Nothing leaves through a formula: texts stay texts whatever they begin with.
"""
