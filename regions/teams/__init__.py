"""Who may write where: rights, the permissions that follow from them, and colleagues."""
