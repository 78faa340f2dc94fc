"""Which records speak of the same person, company or car: block, compare, weigh."""
