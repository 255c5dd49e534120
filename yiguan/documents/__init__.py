"""文书: writers of files that people download (xlsx, csv, docx, PDF), with data from the slices."""
