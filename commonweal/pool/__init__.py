"""The pool: the money that partners hold together, its agreement, its books."""
