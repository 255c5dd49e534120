"""评价: those who had a part say what they think of an answer; many who are not satisfied open one redo."""
