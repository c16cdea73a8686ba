"""The pool's books: journal, chain, balances, ring-fences, risk share, contributions, agreement, control."""
