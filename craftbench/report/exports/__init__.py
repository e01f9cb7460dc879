"""Tables of the page as files for papers and spreadsheets.

latex        LaTeX with booktabs
table_files  CSV, LaTeX and Markdown of every table on the page
"""
