"""How England's delays read: sentences, figures, tables. Query results in, what a page shows out."""
