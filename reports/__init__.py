"""What people read: sentences of verdicts, workbooks, pictures, and reports by mail. XlsxWriter lives here.

Nothing leaves through a formula: texts stay texts whatever they begin with.
"""
