"""How each kind of question is answered: from records where a list is asked for, else from leaves."""
