"""文书: writers in the formats people take away (xlsx, csv; docx and PDF later), fed by the slices."""
