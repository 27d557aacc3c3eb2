"""The doors: what applications ask, what people answer, and the desk that connects them."""
