"""What may go after its time: classes of records, what holds a customer back, and what is left."""
