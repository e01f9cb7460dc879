"""Tables of the page as files for papers and spreadsheets.

latex        LaTeX with booktabs
table_files  CSV, LaTeX and Markdown of a table
page_tables  those of every table on the page
"""
