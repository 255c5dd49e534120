"""回头看: months after an answer those who asked say what they see; a promise that was not kept comes back."""
