"""What people are told: the sentences, who is told, and the mails."""
