"""Where heavy stages run; every engine gives the same rows."""
