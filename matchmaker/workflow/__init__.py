"""What may happen next: tables of transitions, each with one door."""
