"""日历: working days with holidays and make-up days, deadlines that explain their sum; others say what is timed."""
