"""流程: acts carried out in one order, and what is made from their declarations: pages, API, histories, what is open."""
