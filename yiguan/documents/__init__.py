"""文书: writers of files that people download (xlsx, csv; docx and PDF later), with data from the slices."""
