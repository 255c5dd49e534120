"""流程: carries out acts in one order, and makes pages, API and histories from their declarations."""
