"""三员: the duties of the system, security and audit administrators. None of them reads what people consult about."""
