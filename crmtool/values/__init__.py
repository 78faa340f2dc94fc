"""Text, names, addresses, dates and amounts as people write them."""
