"""Documents as HTML, DOCX, PDF and Markdown. Each writer sees the same plain parts; see :mod:`.parts`."""
