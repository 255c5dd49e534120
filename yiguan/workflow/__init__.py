"""流程: acts carried out in one order, and pages, API and histories made from their declarations."""
